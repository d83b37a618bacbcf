import { decodeTextLeniently } from "../protobuf/decode-text.ts";
import { type Detector, model, other, type Sample } from "./detection.ts";
import { hasMagic } from "./magic.ts";

/** Entries looked at, at most. */
const MAX_ENTRIES = 10_000;

/** Zip archives: TorchScript, checkpoints of `torch.save`, other archives. */
export const detectZip: Detector = (sample) => {
	const { head } = sample;
	if (hasMagic(head, "PK\x05\x06")) return other("zip", "It is an empty zip archive, not a model.");
	if (!hasMagic(head, "PK\x03\x04")) return undefined;
	const names = new Set([...localNames(head), ...centralNames(sample)]);
	const has = (path: string): boolean => [...names].some((name) => name === path || name.endsWith(`/${path}`));
	if (has("constants.pkl")) return model("torchscript");
	if (has("data.pkl"))
		return other(
			"pytorch-checkpoint",
			"It is a PyTorch checkpoint (weights without the network, from torch.save); export the model to ONNX.",
		);
	const first = [...names].slice(0, 3).join(", ");
	const inside = first === "" ? "" : ` (inside: ${first})`;
	return other("zip", `It is a zip archive, not a model${inside}; unpack it and name the model file inside.`);
};

/** Names in the local headers that follow each other from the archive's start. */
function* localNames(head: Uint8Array): Iterable<string> {
	const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
	let at = 0;
	for (let i = 0; i < MAX_ENTRIES && at + 30 <= head.length && hasMagic(head, "PK\x03\x04", at); i++) {
		const packedBytes = view.getUint32(at + 18, true);
		const nameBytes = view.getUint16(at + 26, true);
		const start = at + 30;
		if (start + nameBytes > head.length) return;
		yield decodeTextLeniently(head.subarray(start, start + nameBytes));
		at = start + nameBytes + view.getUint16(at + 28, true) + packedBytes;
	}
}

/** Names in the archive's directory, as far as the last bytes of the file hold it. */
function* centralNames({ head, tail = head }: Sample): Iterable<string> {
	const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
	let found = 0;
	for (let at = 0; at + 46 <= tail.length && found < MAX_ENTRIES; at++) {
		if (tail[at] !== 0x50 || !hasMagic(tail, "PK\x01\x02", at)) continue;
		const nameBytes = view.getUint16(at + 28, true);
		const start = at + 46;
		if (start + nameBytes > tail.length) return;
		found++;
		yield decodeTextLeniently(tail.subarray(start, start + nameBytes));
		at = start + nameBytes - 1;
	}
}
