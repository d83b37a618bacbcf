import type { DType } from "@polyinfer/core";
import type { NativeEngine } from "../../native-engine.ts";
import { checkKnownErrors } from "./check-known-errors.ts";
import { checkOpenvinoOptions, OPENVINO_SCHEMA, type OpenvinoOptions, openvinoEngineOptions } from "./options.ts";

const DTYPES: readonly DType[] = [
	"float32",
	"float16",
	"bfloat16",
	"int8",
	"int16",
	"int32",
	"int64",
	"uint8",
	"uint16",
	"uint32",
	"uint64",
	"bool",
];

/** OpenVINO, through its C API. It reads ONNX itself. */
export const openvinoEngine: NativeEngine<OpenvinoOptions> = {
	id: "openvino",
	title: "OpenVINO",
	formats: ["openvino", "onnx"],
	defaultDevice: "CPU",
	library: {
		names: {
			linux: ["libopenvino_c.so.*", "libopenvino_c.so"],
			darwin: ["libopenvino_c.*.dylib", "libopenvino_c.dylib"],
			win32: ["openvino_c.dll"],
		},
		systemFolders: ["/opt/intel/openvino/runtime/lib/intel64"],
		systemVariables: { INTEL_OPENVINO_DIR: "runtime/lib/intel64" },
		pythonFolders: ["openvino/libs"],
	},
	options: OPENVINO_SCHEMA,
	narrows: { int64: "int32", uint64: "int32", uint32: "int32", float64: "float32" },
	capabilities: { dtypes: DTYPES },
	untrusted: ["openvino"],
	readsModelAgain: true,
	parse: checkOpenvinoOptions,
	checkModel: checkKnownErrors,
	engineOptions: openvinoEngineOptions,
	keepsCompiled: ({ cacheDir, properties }) => cacheDir !== undefined || properties?.CACHE_DIR !== undefined,
	facts: ({ inferencePrecision = "f32" }) => ({ precision: inferencePrecision }),
};
