import { expect, test } from "vitest";
import type { PinnedSession } from "./create-session.ts";
import type { PreferEntry } from "./prefer.ts";

/** Checked by the compiler: each line under `@ts-expect-error` must be an error. */
const entries = (pin: PinnedSession["report"]["pin"]): PreferEntry[] => [
	"cpu",
	"onnxruntime",
	pin,
	{ backend: "onnxruntime", device: "cpu", options: { graphOptimizationLevel: "all" } },
	{ backend: "openvino", options: { performanceHint: "throughput" } },
	{ backend: "tensorrt", options: { precision: "fp16", cache: false } },
	{ backend: "tfjs", options: { anything: 1 } },
	// @ts-expect-error an option of TensorRT with a wrong value
	{ backend: "tensorrt", options: { precision: "half" } },
	// @ts-expect-error no option of TensorRT
	{ backend: "tensorrt", options: { fp16: true } },
	// @ts-expect-error no option of OpenVINO
	{ backend: "openvino", options: { performanceHnt: "latency" } },
	// @ts-expect-error a word with a letter missing
	"gp",
	// @ts-expect-error no backend of the catalogue
	{ backend: "onnx" },
	// @ts-expect-error a word is no backend
	{ backend: "cpu" },
	// @ts-expect-error no option of ONNX Runtime
	{ backend: "onnxruntime", options: { graphOptimisationLevel: "all" } },
	// @ts-expect-error an option of ONNX Runtime with a wrong value
	{ backend: "onnxruntime", options: { graphOptimizationLevel: 3 } },
	// @ts-expect-error an unknown key
	{ backend: "onnxruntime", option: {} },
];

test("entries of `prefer` are checked against the catalogue by the compiler", () => {
	expect(entries({ backend: "onnxruntime", device: "cpu", options: {} })).toHaveLength(16);
});
