import { type DeviceTensor, formatType, Tensor, type TensorLike } from "@polyinfer/core";
import { checkInteger, checkKeys, checkNumber, mismatch } from "../arguments.ts";
import { planFindRegions } from "../connected-components/components-kernel.ts";
import type { FindRegions } from "../connected-components/regions.ts";
import { chooseHost } from "../kernels/implementation.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planKey } from "../plan/plan-key.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { floatNumbers } from "../to-tensor/float-numbers.ts";
import { dbTextBoxesReference, type TextBox } from "./reference.ts";

/** Options of {@link dbTextBoxes}. `threads` has no effect. */
export interface DbTextBoxesOptions extends RunsOn {
	/** Size of the picture that the boxes are for, in pixels. */
	readonly width: number;
	readonly height: number;
	/** A pixel is text above this probability. Default: 0.3. */
	readonly threshold?: number;
	/** A box counts from this mean probability on. Default: 0.6. */
	readonly boxThreshold?: number;
	/** How far a box grows: its area times this over its perimeter, at each side. Default: 1.5. */
	readonly expand?: number;
	/** Shortest side before growing, in pixels of the map. Default: 3. */
	readonly minSide?: number;
	/** Shortest side after growing, in pixels of the map. Default: 5. */
	readonly minExpandedSide?: number;
}

/** A prepared {@link dbTextBoxes}. */
export type DbTextBoxesPlan = OpPlan<Tensor | TensorLike | DeviceTensor, TextBox[], never>;

/** Prepares {@link dbTextBoxes}. Throws INVALID_ARGUMENT. */
export function planDbTextBoxes(options: DbTextBoxesOptions): DbTextBoxesPlan {
	const known = ["width", "height", "threshold", "boxThreshold", "expand", "minSide", "minExpandedSide"];
	checkKeys("dbTextBoxes", options, [...known, ...RUNS_ON_OPTIONS]);
	const { width, height, threshold = 0.3, boxThreshold = 0.6, expand = 1.5 } = options;
	const { minSide = 3, minExpandedSide = 5 } = options;
	checkInteger("width", width, 1);
	checkInteger("height", height, 1);
	checkNumber("threshold", threshold, 0, 1);
	checkNumber("boxThreshold", boxThreshold, 0, 1);
	checkNumber("expand", expand, 0, 100);
	checkNumber("minSide", minSide, 0, 2 ** 24);
	checkNumber("minExpandedSide", minExpandedSide, 0, 2 ** 24);
	const limits = { boxThreshold, expand, minSide, minExpandedSide };
	const chosen = chooseHost(options);
	// Maps of one model have one size, or the few of its pictures.
	const finders = new PlanCache<FindRegions>(4);
	return {
		implementation: chosen?.host.name ?? "reference",
		run(input) {
			const tensor = cpuTensor(input);
			const { shape } = tensor;
			const [mapHeight = 0, mapWidth = 0] = shape.slice(-2);
			if (shape.length < 2 || shape.length > 4 || tensor.size !== mapHeight * mapWidth)
				throw mismatch(
					"one map of probabilities, [height,width] or [1,1,height,width],",
					formatType(tensor.dtype, shape),
				);
			if (tensor.size === 0) return [];
			const rule = { width: mapWidth, height: mapHeight, diagonal: true, threshold };
			const find = finders.get(planKey([mapWidth, mapHeight]), () => planFindRegions(rule, false, chosen));
			const map = floatNumbers(tensor);
			const numbers = new Tensor(map instanceof Float64Array ? "float64" : "float32", map, [mapHeight, mapWidth]);
			return dbTextBoxesReference(map, find(numbers), mapWidth, mapHeight, width, height, limits);
		},
	};
}

/**
 * Boxes of text from the probability map of a DB detector, `[height, width]` or `[1, 1, height, width]`, upright and in
 * reading order, in pixels of the picture. Throws INVALID_ARGUMENT.
 * Source: Liao et al., "Real-time Scene Text Detection with Differentiable Binarization", 2020, with axis-aligned bounds.
 */
export function dbTextBoxes(input: Tensor | TensorLike | DeviceTensor, options: DbTextBoxesOptions): TextBox[] {
	return planDbTextBoxes(options).run(input);
}
