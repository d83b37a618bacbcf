import type { NativeEngine } from "../../native-engine.ts";
import { convertToMnn } from "./convert.ts";
import { MNN_OPTIONS, type MnnOptions, mnnEngineOptions, parseMnnOptions } from "./options.ts";

const PRECISIONS = { high: "float32", normal: "normal", low: "low", low_bf16: "bfloat16" } as const;

/** Share of an output's range that quantized and halved weights are expected to change. */
const TOLERANCES = { float32: undefined, float16: 0.02, int8: 0.1 } as const;

/** Right conversions differ by up to 0.0007 where an output's range is small, wrong ones by far more. */
const FLOAT_TOLERANCE = 0.002;

/** MNN: reads `.mnn` files and converts ONNX. */
export const mnnEngine: NativeEngine<MnnOptions> = {
	id: "mnn",
	title: "MNN",
	formats: ["mnn"],
	conversions: ["onnx"],
	defaultDevice: "cpu",
	library: {
		names: { linux: ["libMNN.so", "_mnncengine.*.so"] },
		pythonFolders: ["."],
	},
	options: MNN_OPTIONS,
	untrusted: ["mnn"],
	capabilities: {
		// Those that are no type of MNN's are cast, as the report says.
		dtypes: [
			"float32",
			"float16",
			"bfloat16",
			"int8",
			"uint8",
			"int16",
			"uint16",
			"int32",
			"uint32",
			"int64",
			"uint64",
			"bool",
		],
		cancel: "engine",
	},
	parse: parseMnnOptions,
	engineOptions: mnnEngineOptions,
	facts: ({ precision = "high", weights = "float32" }) => ({
		precision: PRECISIONS[precision],
		notes: weights === "float32" ? [] : [`The converted file's weights are ${weights}.`],
	}),
	tolerance: ({ weights = "float32", precision = "high" }) =>
		TOLERANCES[weights] ?? (precision === "high" ? FLOAT_TOLERANCE : 0.02),
	convert: (request) => convertToMnn(request),
};
