import type { DType } from "@polyinfer/core";
import type { NativeEngine } from "../../native-engine.ts";
import { describePlan } from "./describe-plan.ts";
import { checkTensorrtOptions, TENSORRT_SCHEMA, type TensorrtOptions, tensorrtEngineOptions } from "./options.ts";
import { convertToFloat16, needsFloat16 } from "./to-float16.ts";

const DTYPES: readonly DType[] = ["float32", "float16", "bfloat16", "int8", "int32", "int64", "uint8", "bool"];

/** TensorRT 10, 11 and RTX, by the tables of their classes. They read ONNX by their own parser. Linux. */
export const tensorrtEngine: NativeEngine<TensorrtOptions> = {
	id: "tensorrt",
	title: "TensorRT",
	formats: ["onnx", "tensorrt"],
	defaultDevice: "cuda:0",
	devices: /^cuda:\d+$/,
	library: {
		fetched: "tensorrt-rtx",
		names: {
			linux: [
				"libnvinfer.so.*",
				"libnvinfer.so",
				"libtensorrt_rtx.so.*",
				"libtensorrt_rtx.so",
				"libnvinfer_lean.so.*",
				"libnvinfer_lean.so",
			],
		},
		systemFolders: ["/usr/local/tensorrt/lib", "/opt/tensorrt/lib", "/usr/local/TensorRT/lib"],
		systemVariables: { LD_LIBRARY_PATH: "", TENSORRT_ROOT: "lib", TRT_LIBPATH: "" },
		pythonFolders: ["tensorrt_libs", "tensorrt_rtx_libs", "tensorrt_lean_libs"],
		advice:
			'for RTX GPUs: npx polyinfer engines add tensorrt-rtx; for others install TensorRT 10 or 11 and give `options: { search: "system" }`, or `library` with the path of libnvinfer.so',
	},
	options: TENSORRT_SCHEMA,
	capabilities: { dtypes: DTYPES, dynamicShapes: false },
	parse: checkTensorrtOptions,
	engineOptions: tensorrtEngineOptions,
	measures: true,
	describe: describePlan,
	rewrites: needsFloat16,
	convert: convertToFloat16,
	// The largest difference of a net in float16 is some thousandths of its range.
	tolerance: ({ precision }) => (precision === "fp16" ? 0.05 : undefined),
	facts: ({ precision = "fp32" }) => ({ precision }),
};
