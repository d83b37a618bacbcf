import type { ModelId } from "@polyinfer/models";

/** Formats that a net is here in. */
export type NetFormat = "onnx" | "tflite";

/** A net of hardly any arithmetic: each number plus one, or the first of the channels, which are the second axis. */
export type WrittenNet = "plus-one" | "first-channel";

/** A net with one float32 input. */
export interface BindingNet {
	readonly id: string;
	readonly title: string;
	/** The formats that it is here in: which model is fetched, or what the net that is written here computes. */
	readonly files: Readonly<Partial<Record<NetFormat, ModelId | WrittenNet>>>;
	readonly input: { readonly name: string; readonly shape: readonly number[] };
	/** What is measured: of nets the processor time, of those that do nothing what stands around a run, by the wall. */
	readonly clock: "processor" | "wall";
}

const clock = "processor";
const picture = [1, 3, 224, 224];
const page = [1, 3, 480, 640];

/** Four numbers, each plus one: nothing but the cost of a call. */
export const tiny: BindingNet = {
	id: "tiny",
	title: "tiny net",
	files: { onnx: "plus-one", tflite: "plus-one" },
	input: { name: "x", shape: [1, 4] },
	clock: "wall",
};

/** A classifier's input, each number plus one: what a call costs around a real net, with as much again as output. */
export const hollow: BindingNet = {
	id: "hollow",
	title: "a picture's tensors alone",
	files: { onnx: "plus-one", tflite: "plus-one" },
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

/** Another one, with larger tensors. */
export const detectText: BindingNet = {
	id: "detect-text",
	title: "PP-OCRv4 detection, 640x480",
	files: { onnx: "pp-ocr-v4-det" },
	input: { name: "x", shape: page },
	clock,
};

/** The text detector's input and an output of the size of its own, without the net between. */
export const hollowText: BindingNet = {
	id: "hollow-text",
	title: "a page's tensors alone",
	files: { onnx: "first-channel" },
	input: { name: "x", shape: page },
	clock: "wall",
};

/** Every net. */
export const NETS: readonly BindingNet[] = [
	classify,
	detectText,
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
	hollowText,
	tiny,
];
