import type { ModelId } from "@polyinfer/models";

/** Formats that a net is here in. */
export type NetFormat = "onnx" | "tflite";

/** A net with one float32 input. */
export interface BindingNet {
	readonly id: string;
	readonly title: string;
	/** Fetched models by format; those of nets without any are written, in both formats. */
	readonly files: Readonly<Partial<Record<NetFormat, ModelId>>>;
	readonly input: { readonly name: string; readonly shape: readonly number[] };
	/** What is measured: of nets the processor time, of those that do nothing what stands around a run, by the wall. */
	readonly clock: "processor" | "wall";
}

const clock = "processor";
const picture = [1, 3, 224, 224];

/** Four numbers, each plus one: nothing but the cost of a call. */
export const tiny: BindingNet = {
	id: "tiny",
	title: "tiny net",
	files: {},
	input: { name: "x", shape: [1, 4] },
	clock: "wall",
};

/** A classifier's input, each number plus one: what a call costs around a real net, with as much again as output. */
export const hollow: BindingNet = {
	id: "hollow",
	title: "a picture's tensors alone",
	files: {},
	input: { name: "x", shape: picture },
	clock: "wall",
};

/** A net over 5 ms, of which what the host adds is a share. */
export const classify: BindingNet = {
	id: "classify",
	title: "EfficientNet-lite0, 224x224",
	files: { onnx: "efficientnet-lite0", tflite: "efficientnet-lite0-tflite" },
	input: { name: "images", shape: picture },
	clock,
};

/** Every net. */
export const NETS: readonly BindingNet[] = [
	classify,
	{
		id: "detect-text",
		title: "PP-OCRv4 detection, 640x480",
		files: { onnx: "pp-ocr-v4-det" },
		input: { name: "x", shape: [1, 3, 480, 640] },
		clock,
	},
	{
		id: "detect-faces",
		title: "BlazeFace front, 128x128",
		files: { onnx: "blazeface-front" },
		input: { name: "input:0", shape: [1, 128, 128, 3] },
		clock,
	},
	{
		id: "detect-faces-short",
		title: "BlazeFace short range, 128x128",
		files: { tflite: "face-short-range" },
		input: { name: "input", shape: [1, 128, 128, 3] },
		clock,
	},
	hollow,
	tiny,
];
