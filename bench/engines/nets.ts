import type { ModelId } from "@polyinfer/models";

/** One input of a net, of fixed shape. */
export interface NetInput {
	readonly name: string;
	readonly dtype: "float32" | "int64";
	readonly shape: readonly number[];
	/** What it is fed; default: seeded numbers from -1 to 1. */
	readonly value?: number;
}

/** A net of the examples, as the examples feed it. */
export interface EngineNet {
	readonly id: string;
	readonly title: string;
	/** The same network in one or more formats. */
	readonly files: Readonly<Partial<Record<"onnx" | "tflite", ModelId>>>;
	readonly inputs: readonly NetInput[];
	/** Largest difference of an output from ONNX Runtime's, relative to its largest number, that is still called equal. */
	readonly tolerance: number;
}

const picture = (name: string, ...shape: number[]): NetInput => ({ name, dtype: "float32", shape });

/** Every net of the examples. */
export const NETS: readonly EngineNet[] = [
	{
		id: "classify",
		title: "classify: EfficientNet-lite0, 224x224",
		files: { onnx: "efficientnet-lite0", tflite: "efficientnet-lite0-tflite" },
		inputs: [picture("images", 1, 3, 224, 224)],
		tolerance: 1e-3,
	},
	{
		id: "read-display-det",
		title: "read-display: PP-OCRv4 detection, 640x480",
		files: { onnx: "pp-ocr-v4-det" },
		inputs: [picture("x", 1, 3, 480, 640)],
		tolerance: 1e-3,
	},
	{
		id: "read-display-rec",
		title: "read-display: PP-OCRv4 recognition, 320x48",
		files: { onnx: "pp-ocr-v4-rec" },
		inputs: [picture("x", 1, 3, 48, 320)],
		tolerance: 1e-3,
	},
	{
		id: "detect-faces",
		title: "detect-faces: BlazeFace front, 128x128",
		files: { onnx: "blazeface-front" },
		inputs: [picture("input:0", 1, 128, 128, 3)],
		tolerance: 1e-3,
	},
	{
		id: "detect-speech",
		title: "detect-speech: Silero VAD, 512 samples",
		files: { onnx: "silero-vad-ifless" },
		inputs: [
			{ name: "input", dtype: "float32", shape: [1, 576] },
			{ name: "state", dtype: "float32", shape: [2, 1, 128], value: 0 },
			{ name: "sr", dtype: "int64", shape: [], value: 16000 },
		],
		tolerance: 1e-3,
	},
];

/** The net of the case `id`. Throws for an unknown one. */
export function netOf(id: string): EngineNet {
	const net = NETS.find((one) => one.id === id);
	if (net === undefined) throw new Error(`Expected one of ${NETS.map((one) => one.id).join(", ")} but received ${id}.`);
	return net;
}
