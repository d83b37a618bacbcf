import type { ModelId } from "@polyinfer/models";

/** A net with one float32 input, as ONNX and as a graph model of TensorFlow.js. */
export interface JavascriptNet {
	readonly id: string;
	readonly title: string;
	readonly onnx?: ModelId;
	/** Fetched as it was published, or written from the ONNX file, as a converter writes it. */
	readonly graph: ModelId | "written";
	/** Of the ONNX file where there is one. A graph model takes `[batch, height, width, channels]`. */
	readonly shape: readonly number[];
	/** Whether the ONNX file has the channels first. */
	readonly channelsFirst: boolean;
}

/** The same weights in both files. */
export const faces: JavascriptNet = {
	id: "faces",
	title: "BlazeFace front, 128x128",
	onnx: "blazeface-front",
	graph: "blazeface-front-tfjs",
	shape: [1, 128, 128, 3],
	channelsFirst: false,
};

/** Larger, and with nothing around it: no graph model of it is published. */
export const classify: JavascriptNet = {
	id: "classify",
	title: "EfficientNet-lite0, 224x224",
	onnx: "efficientnet-lite0",
	graph: "written",
	shape: [1, 3, 224, 224],
	channelsFirst: true,
};

/** A graph model only. */
export const selfie: JavascriptNet = {
	id: "selfie",
	title: "selfie segmentation, 256x256",
	graph: "selfie-segmentation-tfjs",
	shape: [1, 256, 256, 3],
	channelsFirst: false,
};

/** Every net that is timed. */
export const NETS: readonly JavascriptNet[] = [faces, classify, selfie];
