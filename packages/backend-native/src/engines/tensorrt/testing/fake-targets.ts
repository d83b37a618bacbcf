import type { Availability, Backend } from "@polyinfer/core";
import type { ConformanceTarget } from "../../../testing/conformance-targets.ts";
import { type Fakes, lacksFakes, loadFakes } from "./fake/fakes.ts";
import { tensorrtGaps } from "./gaps.ts";

/** The engine on TensorRT 10 and 11, both fakes: its columns say so. */
export function fakeTargets(): readonly ConformanceTarget[] {
	return ([10, 11] as const).map((major) => {
		const title = `tensorrt ${major} (fake)`;
		const shared = {
			formats: ["onnx"],
			gaps: tensorrtGaps,
			title,
			// What the runner adds is the same for every engine, and both majors share all but their slots.
			slowIn: major === 11 ? ["addon"] : [],
			// Each of the 64 models with a flipped bit is opened by ONNX Runtime, too.
			limits: { leakMs: 700, fastCaseMs: 60_000 },
		} satisfies Partial<ConformanceTarget>;
		if (lacksFakes !== "") return { ...shared, backend: missing(lacksFakes.trim()) };
		const { backend, counters }: Fakes = loadFakes(major);
		return { ...shared, backend, counters };
	});
}

function missing(reason: string): Backend {
	return {
		id: "tensorrt",
		formats: ["onnx"],
		availability: async (): Promise<Availability> => ({ status: "missing", reason, advice: "npm run build" }),
		createSession: () => Promise.reject(new Error(reason)),
	};
}
