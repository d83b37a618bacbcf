import { DTYPES, type DType } from "@polyinfer/core";
import type { NativeEngine } from "../../native-engine.ts";
import { checkNet } from "./check-net.ts";
import { convertToNcnn } from "./convert.ts";
import { NCNN_OPTIONS, type NcnnOptions, ncnnEngineOptions, parseNcnnOptions } from "./options.ts";

/** Shares of an output's range that another precision is expected to change. */
const TOLERANCES = { float32: undefined, float16: 0.02, bfloat16: 0.05 } as const;

/** ncnn: reads `.param` texts with their `.bin` weights, and converts ONNX by pnnx. */
export const ncnnEngine: NativeEngine<NcnnOptions> = {
	id: "ncnn",
	title: "ncnn",
	formats: ["ncnn"],
	conversions: ["onnx"],
	defaultDevice: "cpu",
	// ncnn's threads are OpenMP's, which spin while they wait: on a busy machine several are slower than one.
	defaultThreads: 1,
	library: {
		names: { linux: ["libncnn.so.1", "libncnn.so"], darwin: ["libncnn.1.dylib", "libncnn.dylib"] },
		systemVariables: { NCNN: "lib" },
	},
	options: NCNN_OPTIONS,
	untrusted: ["ncnn"],
	// Numbers of other dtypes are cast where that is exact; what only passes through is handed on as it is.
	capabilities: { dtypes: (Object.keys(DTYPES) as DType[]).filter((dtype) => dtype !== "string"), cancel: "queue" },
	parse: parseNcnnOptions,
	engineOptions: ncnnEngineOptions,
	checkModel: checkNet,
	facts: ({ precision = "float32" }) => ({ precision }),
	tolerance: ({ precision = "float32" }) => TOLERANCES[precision],
	convert: convertToNcnn,
};
