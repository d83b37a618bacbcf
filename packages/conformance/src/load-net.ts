import { InferenceError, type LoadedModel, type ModelFormat, type ModelMetadata } from "@polyinfer/core";
import { EMITTERS, inexpressible } from "./emitters/emitters.ts";
import type { Net } from "./net.ts";
import { valueInfoOf } from "./value-info-of.ts";

/** `net` written in `format`, as a backend gets it. Rejects with UNSUPPORTED where the format cannot express it. */
export async function loadNet(net: Net, format: ModelFormat = "onnx"): Promise<LoadedModel> {
	const why = inexpressible(net, format);
	const emitter = EMITTERS[format];
	if (why !== undefined || !emitter) throw new InferenceError("UNSUPPORTED", `\`${net.name}\`: ${why}.`);
	const { files, graph } = emitter.emit(net);
	const main = files[0]?.bytes ?? new Uint8Array();
	const metadata = metadataOf(
		net,
		files.reduce((sum, { bytes }) => sum + bytes.length, 0),
	);
	return {
		format,
		files,
		sha256: await sha256(main),
		metadata,
		findings: [],
		...(graph === undefined ? {} : { graph }),
	};
}

/** Any bytes as a backend gets a model that nothing could be read from. */
export async function loadRaw(bytes: Uint8Array, format: ModelFormat): Promise<LoadedModel> {
	return { format, files: [{ name: "", bytes }], sha256: await sha256(bytes), findings: [] };
}

/** SHA-256, lower-case hex. */
export async function sha256(bytes: Uint8Array): Promise<string> {
	const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function metadataOf(net: Net, bytes: number): ModelMetadata {
	const operators: Record<string, number> = {};
	for (const { op } of net.nodes) operators[op] = (operators[op] ?? 0) + 1;
	const count = net.constants.reduce((sum, { values }) => sum + values.length, 0);
	return {
		inputs: net.inputs.map(valueInfoOf),
		outputs: net.outputs.map(valueInfoOf),
		opsets: {},
		operators,
		parameters: { count, bytes },
		properties: {},
	};
}
