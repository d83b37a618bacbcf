import type { NativeEngine } from "../../native-engine.ts";
import type { OpenvinoOptions } from "./options.ts";

/** OpenVINO, through its C API. */
export const openvinoEngine: NativeEngine<OpenvinoOptions> = {
	id: "openvino",
	title: "OpenVINO",
	formats: ["openvino", "onnx"],
	defaultDevice: "CPU",
	library: {
		names: { linux: ["libopenvino_c.so", "libopenvino_c.so.*"] },
		systemFolders: [],
		systemVariables: { INTEL_OPENVINO_DIR: "runtime/lib/intel64" },
		pythonFolders: ["openvino/libs"],
	},
	options: { inferencePrecision: ["f32", "f16", "bf16"] },
	engineOptions: ({ inferencePrecision = "f32", properties = {} }) => ({
		INFERENCE_PRECISION_HINT: inferencePrecision,
		...properties,
	}),
	facts: ({ inferencePrecision = "f32" }) => ({ precision: inferencePrecision }),
};
