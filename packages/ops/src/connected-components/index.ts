import { type DeviceTensor, formatType, shapeFits, Tensor, type TensorLike } from "@polyinfer/core";
import { allocate } from "../allocate.ts";
import { checkInteger, checkKeys, checkWord, mismatch, unexpected } from "../arguments.ts";
import { chooseHost } from "../kernels/implementation.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import type { Box } from "../picture/box.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planKey } from "../plan/plan-key.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { writableTensor } from "../to-tensor/writable-tensor.ts";
import { planFindRegions } from "./components-kernel.ts";

/** Options of {@link connectedComponents}. `threads` has no effect. */
export interface ConnectedComponentsOptions extends RunsOn {
	/** 8: pixels that share a corner are neighbours too. Default: 8. */
	readonly connectivity?: 4 | 8;
	/** Floating-point maps are foreground above it. uint8 and bool are where they are not 0. Default: 0. */
	readonly threshold?: number;
}

/** Options of {@link planConnectedComponents}. */
export interface ConnectedComponentsPlanOptions extends ConnectedComponentsOptions {
	/** `[height, width]`, or with axes of 1 in front. */
	readonly shape: readonly number[];
}

/** One connected region of foreground. */
export interface Component {
	/** What its pixels hold in the label map: its place among the components, from 1. */
	readonly label: number;
	/** In pixels. */
	readonly area: number;
	/** The smallest box that holds it. */
	readonly box: Box;
	/** Mean of the places of its pixels; a pixel's place is its column and row. */
	readonly centroid: readonly [x: number, y: number];
}

/** What {@link connectedComponents} returns. */
export interface ConnectedComponents {
	/** `[height, width]`: the label of each pixel's component, 0 for background. */
	readonly labels: Tensor<"int32">;
	/** In the order of their first pixels, row by row. */
	readonly components: readonly Component[];
}

/** A prepared {@link connectedComponents}. With an output given, only the list of components is new. */
export type ConnectedComponentsPlan = OpPlan<
	Tensor | TensorLike | DeviceTensor,
	ConnectedComponents,
	Tensor | TensorLike
>;

/** Prepares {@link connectedComponents} for maps of one shape. Throws INVALID_ARGUMENT. */
export function planConnectedComponents(options: ConnectedComponentsPlanOptions): ConnectedComponentsPlan {
	checkKeys("connectedComponents", options, ["shape", "connectivity", "threshold", ...RUNS_ON_OPTIONS]);
	const { shape, connectivity = 8, threshold = 0 } = options;
	if (!Array.isArray(shape) || shape.length < 2 || shape.slice(0, -2).some((length) => length !== 1))
		throw unexpected("a shape [height,width] or [1,1,height,width]", shape);
	const [height, width] = shape.slice(-2) as [number, number];
	checkInteger("height", height, 1);
	checkInteger("width", width, 1);
	if (width * height >= 2 ** 29) throw mismatch("fewer than 2^29 pixels", String(width * height));
	checkWord("connectivity", connectivity, [4, 8]);
	if (!Number.isFinite(threshold)) throw unexpected("a number for `threshold`", threshold);
	const chosen = chooseHost(options);
	const find = planFindRegions({ width, height, diagonal: connectivity === 8, threshold }, true, chosen);
	return {
		implementation: chosen?.host.name ?? "reference",
		run(input, output) {
			const map = cpuTensor(input);
			if (!shapeFits(map.shape, shape))
				throw mismatch(`a tensor of shape [${shape}] as planned`, formatType(map.dtype, map.shape));
			const size = [height, width];
			const labels =
				output === undefined
					? new Tensor(
							"int32",
							allocate(() => new Int32Array(width * height)),
							size,
						)
					: (writableTensor(output, "int32", size) as Tensor<"int32">);
			const { count, boxes, sums } = find(map, labels.data);
			const components = Array.from({ length: count }, (_, i): Component => {
				const [left, top, right, bottom] = boxes.subarray(4 * i) as unknown as [number, number, number, number];
				const area = sums[3 * i] as number;
				const centroid = [(sums[3 * i + 1] as number) / area, (sums[3 * i + 2] as number) / area] as const;
				return { label: i + 1, area, box: [left, top, right, bottom], centroid };
			});
			return { labels, components };
		},
	};
}

const plans = new PlanCache<ConnectedComponentsPlan>();

/**
 * The connected regions of a map: a label for every pixel, and area, box and centroid of each region. Takes uint8, bool and
 * floating point. Labels are those of OpenCV's `connectedComponentsWithStats` with the algorithm CCL_SAUF; its other
 * algorithms may number the same regions in another order. Writes labels into `output` where one is given.
 * Throws INVALID_ARGUMENT.
 */
export function connectedComponents(
	input: Tensor | TensorLike | DeviceTensor,
	options: ConnectedComponentsOptions = {},
	output?: Tensor | TensorLike,
): ConnectedComponents {
	const { shape } = cpuTensor(input);
	if (typeof options !== "object" || options === null) throw unexpected("an object of options", options);
	const plan = plans.get(planKey([shape, options]), () => planConnectedComponents({ ...options, shape }));
	return plan.run(input, output);
}
