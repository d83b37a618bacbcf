import { DTYPES, type DType } from "@polyinfer/core";
import type { NativeEngine } from "../../native-engine.ts";
import { LITERT_OPTIONS, type LitertOptions, litertEngineOptions, parseLitertOptions } from "./options.ts";

/** LiteRT, or TensorFlow Lite, which it was before: reads `.tflite` files. */
export const litertEngine: NativeEngine<LitertOptions> = {
	id: "litert",
	title: "LiteRT",
	formats: ["tflite"],
	defaultDevice: "cpu",
	library: {
		names: {
			linux: ["libLiteRt.so", "libtensorflowlite_c.so"],
			darwin: ["libLiteRt.dylib", "libtensorflowlite_c.dylib"],
			win32: ["libLiteRt.dll", "tensorflowlite_c.dll"],
		},
		pythonFolders: ["ai_edge_litert"],
	},
	options: LITERT_OPTIONS,
	// A damaged file may compile for ever, which only another process survives.
	untrusted: ["tflite"],
	// Texts have a layout of their own, which nothing here writes.
	capabilities: { dtypes: (Object.keys(DTYPES) as DType[]).filter((dtype) => dtype !== "string"), cancel: "queue" },
	parse: parseLitertOptions,
	engineOptions: litertEngineOptions,
	facts: ({ fallback = false }) => ({
		precision: "as in the model",
		notes: fallback
			? ["With `fallback` the processor runs what the device does not take; the log says where it does."]
			: [],
	}),
};
