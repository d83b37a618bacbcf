import { demoPicture } from "./derive/demo-picture.ts";
import type { Derivation } from "./derive/derivation.ts";
import { efficientnetLite0, efficientnetLite0Tflite } from "./derive/efficientnet-lite0.ts";
import { fontsConf } from "./derive/fonts-conf.ts";
import { imagenetLabels } from "./derive/imagenet-labels.ts";
import { objectSsd } from "./derive/object-ssd.ts";

/** One file that can be asked for: fetched as it is, or made out of what was fetched. */
export interface CatalogueFile {
	/** Id of the {@link import("./fetch/source.ts").Source}; also the folder in the cache. */
	readonly source: string;
	/** Name in that folder. */
	readonly file: string;
	readonly derivation?: Derivation;
}

/** A key of {@link MODELS}. */
export type ModelId =
	| "efficientnet-lite0"
	| "efficientnet-lite0-int8"
	| "pp-ocr-v4-det"
	| "pp-ocr-v4-cls"
	| "pp-ocr-v4-rec"
	| "efficientnet-lite0-tflite"
	| "blazeface-front"
	| "blazeface-front-tfjs"
	| "blazeface-back-tfjs"
	| "face-short-range"
	| "selfie-segmentation"
	| "selfie-segmentation-tfjs"
	| "object-ssd"
	| "silero-vad"
	| "silero-vad-ifless"
	| "minilm-int8"
	| "magika";

/** Models by id. */
export const MODELS: Readonly<Record<ModelId, CatalogueFile>> = {
	"efficientnet-lite0": {
		source: "efficientnet-lite0",
		file: "efficientnet-lite0.onnx",
		derivation: efficientnetLite0("float32"),
	},
	"efficientnet-lite0-int8": {
		source: "efficientnet-lite0",
		file: "efficientnet-lite0-int8.onnx",
		derivation: efficientnetLite0("int8"),
	},
	"efficientnet-lite0-tflite": {
		source: "efficientnet-lite0",
		file: "efficientnet-lite0.tflite",
		derivation: efficientnetLite0Tflite,
	},
	"pp-ocr-v4-det": { source: "pp-ocr-v4", file: "det.onnx" },
	"pp-ocr-v4-cls": { source: "pp-ocr-v4", file: "cls.onnx" },
	"pp-ocr-v4-rec": { source: "pp-ocr-v4", file: "rec.onnx" },
	"blazeface-front": { source: "blazeface", file: "front.onnx" },
	"blazeface-front-tfjs": { source: "human-models", file: "blazeface-front.json" },
	"blazeface-back-tfjs": { source: "human-models", file: "blazeface-back.json" },
	"face-short-range": { source: "mediapipe-face-detection", file: "short-range.tflite" },
	"selfie-segmentation": { source: "mediapipe-selfie-segmentation", file: "selfie-segmentation.tflite" },
	"selfie-segmentation-tfjs": { source: "human-models", file: "selfie.json" },
	"object-ssd": { source: "mediapipe-objectron", file: "object-ssd.tflite", derivation: objectSsd },
	"silero-vad": { source: "silero-vad", file: "silero-vad.onnx" },
	"silero-vad-ifless": { source: "silero-vad", file: "silero-vad-ifless.onnx" },
	"minilm-int8": { source: "minilm", file: "minilm-int8.onnx" },
	magika: { source: "magika", file: "magika.onnx" },
};

/** A key of {@link PICTURES}. */
export type PictureId = "coffee" | "coffee-384x256" | "astronaut" | "camera" | "chelsea";

/** Pictures by id. */
export const PICTURES: Readonly<Record<PictureId, CatalogueFile>> = {
	coffee: { source: "pictures", file: "coffee.png" },
	"coffee-384x256": { source: "pictures", file: "coffee-384x256.rgb", derivation: demoPicture },
	astronaut: { source: "pictures", file: "astronaut.png" },
	camera: { source: "pictures", file: "camera.png" },
	chelsea: { source: "pictures", file: "chelsea.png" },
};

/** A key of {@link TEXTS}. */
export type TextId = "imagenet-labels" | "pp-ocr-v4-keys";

/** Texts by id: labels and alphabets. */
export const TEXTS: Readonly<Record<TextId, CatalogueFile>> = {
	"imagenet-labels": { source: "imagenet", file: "labels.txt", derivation: imagenetLabels },
	"pp-ocr-v4-keys": { source: "pp-ocr-v4", file: "keys.txt" },
};

/** A key of {@link FONTS}. */
export type FontsId = "dejavu";

/** Configurations of fontconfig by id of their fonts. */
export const FONTS: Readonly<Record<FontsId, CatalogueFile>> = {
	dejavu: { source: "dejavu-fonts", file: "fonts.conf", derivation: fontsConf },
};

/** A key of {@link ARCHIVES}. */
export type ArchiveId = "onnx-node-tests";

/** Folders of many small files by id, each as one zip file for `readArchive`. */
export const ARCHIVES: Readonly<Record<ArchiveId, CatalogueFile>> = {
	"onnx-node-tests": { source: "onnx-node-tests", file: "node.zip" },
};

/** A key of {@link LIBRARIES}. */
export type LibraryId =
	| "tensorflow-lite-linux-x64"
	| "tensorflow-lite-linux-arm64"
	| "tensorrt-dispatch-10"
	| "tensorrt-dispatch-11"
	| "tensorrt-lean-10"
	| "tensorrt-lean-11";

/** Shared libraries by id that no `polyinfer engines add` fetches, for tests. */
export const LIBRARIES: Readonly<Record<LibraryId, CatalogueFile>> = {
	"tensorflow-lite-linux-x64": { source: "tensorflow-lite", file: "linux-x64.so" },
	"tensorflow-lite-linux-arm64": { source: "tensorflow-lite", file: "linux-arm64.so" },
	"tensorrt-dispatch-10": { source: "tensorrt-dispatch-10", file: "libnvinfer_dispatch.so.10" },
	"tensorrt-dispatch-11": { source: "tensorrt-dispatch-11", file: "libnvinfer_dispatch.so.11" },
	"tensorrt-lean-10": { source: "tensorrt-lean-10", file: "libnvinfer_lean.so.10" },
	"tensorrt-lean-11": { source: "tensorrt-lean-11", file: "libnvinfer_lean.so.11" },
};
