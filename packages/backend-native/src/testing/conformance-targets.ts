import type { Gap, Limits } from "@polyinfer/conformance";
import type { Backend, ModelFormat } from "@polyinfer/core";
import { litertGaps } from "../engines/litert/testing/gaps.ts";
import { mnnGaps } from "../engines/mnn/testing/gaps.ts";
import { ncnnGaps } from "../engines/ncnn/testing/gaps.ts";
import { openvinoGaps } from "../engines/openvino/testing/gaps.ts";
import { litert, mnn, ncnn, openvino } from "../index.ts";

/** Where an engine runs: in this process, or in one of its own. */
export type Binding = "addon" | "runner";

/** One engine as the conformance kit runs it. */
export interface ConformanceTarget {
	readonly backend: Backend;
	readonly formats: readonly ModelFormat[];
	/** What it rejects with UNSUPPORTED, and why. */
	readonly gaps: readonly Gap[];
	readonly limits?: Partial<Limits>;
	/** Where its slow cases run. Default: in this process and in one of its own. */
	readonly slowIn?: readonly Binding[];
	/** What the support table calls it. Default: the backend's id. */
	readonly title?: string;
	/** Counts what it holds beside the host: each is 0 when nothing is open. */
	readonly counters?: () => Readonly<Record<string, number>>;
}

/** Every engine of this package: a new one adds its line here. */
export const CONFORMANCE_TARGETS: readonly ConformanceTarget[] = [
	{ backend: openvino, formats: ["onnx"], gaps: openvinoGaps },
	{ backend: litert, formats: ["tflite"], gaps: litertGaps },
	{ backend: mnn, formats: ["onnx"], gaps: mnnGaps },
	// Each of the 64 models with a flipped bit is converted by a process of its own.
	{ backend: ncnn, formats: ["onnx"], gaps: ncnnGaps, limits: { fastCaseMs: 180_000 } },
];
