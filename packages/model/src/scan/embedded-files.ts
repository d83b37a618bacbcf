import { hasMagic } from "../detect/magic.ts";
import { NameList } from "../list-names.ts";
import { nodeLabel, type ScanCheck } from "./scan-check.ts";

/** Shorter ones hold no program and no engine. */
const MIN_BYTES = 64;

/** First bytes of what has no place in a model's numbers and texts; at least four, so that no weights look like it by chance. */
const table: readonly (readonly [magic: string, at: number, what: string])[] = [
	["ftrt", 0, "a serialized TensorRT engine"],
	["ptrt", 0, "a serialized TensorRT engine"],
	["vtrt", 0, "a serialized engine of TensorRT-RTX"],
	["ORTM", 4, "an ONNX Runtime model"],
	["TFL3", 4, "a TensorFlow Lite model"],
	["\x7fELF", 0, "a program or library (ELF)"],
	["MZ\x90\x00", 0, "a program or library (Windows)"],
	["\xcf\xfa\xed\xfe", 0, "a program or library (Mach-O)"],
	["PK\x03\x04", 0, "a zip archive"],
];

/** Programs, engines and archives inside attributes and weights, known by their first bytes: `embedded-file`. */
export function embeddedFiles(): ScanCheck {
	const places = new Map<string, NameList>();
	const look = (bytes: Uint8Array, where: () => string): void => {
		if (bytes.length < MIN_BYTES) return;
		const what = table.find(([magic, at]) => hasMagic(bytes, magic, at))?.[2];
		if (what === undefined) return;
		const list = places.get(what) ?? new NameList();
		list.add(where());
		places.set(what, list);
	};
	return {
		attribute(attribute, name, node) {
			const where = (): string => `${nodeLabel(node)}: ${name}`;
			if (attribute.kind === "string") look(attribute.value, where);
			else if (attribute.kind === "strings") for (const text of attribute.value) look(text, where);
		},
		weight({ name, data }) {
			const where = (): string => name || "a constant";
			if (data.kind === "bytes") look(data.bytes, where);
			else if (data.kind === "strings") for (const text of data.strings) look(text, where);
		},
		*findings() {
			for (const [what, list] of places)
				yield {
					kind: "embedded-file",
					message: `There is ${what} where a network has numbers or texts: ${list}.`,
					refused: true,
				};
		},
	};
}
