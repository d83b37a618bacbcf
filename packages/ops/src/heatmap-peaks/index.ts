import { type DeviceTensor, elementCount, formatType, shapeFits, type Tensor, type TensorLike } from "@polyinfer/core";
import { checkInteger, checkKeys, checkNumber, mismatch, unexpected } from "../arguments.ts";
import type { Detection } from "../detection/detection.ts";
import { type ChosenHost, chooseHost } from "../kernels/implementation.ts";
import { PlanBlock } from "../kernels/plan-block.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import { float32From } from "../nms-indices/float32-from.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { PlanCache } from "../plan/plan-cache.ts";
import { planKey } from "../plan/plan-key.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { floatNumbers } from "../to-tensor/float-numbers.ts";
import { type HeatmapSize, heatmapPeaksReference } from "./reference.ts";

type AnyTensor = Tensor | TensorLike | DeviceTensor;

/** What a detector of points, such as CenterNet, says of each cell of its map. */
export interface HeatmapOutputs {
	/** Scores: float [1, classes, rows, columns] or [classes, rows, columns], float32 or float16. */
	readonly heatmap: AnyTensor;
	/** How far the point lies right of and below its cell's corner, in cells: float [1, 2, rows, columns]. Default: 0. */
	readonly offsets?: AnyTensor;
	/** Width and height of the thing, in cells: float [1, 2, rows, columns]. Default: 0, so that boxes are points. */
	readonly sizes?: AnyTensor;
}

/** Options of {@link heatmapPeaks}. */
export interface HeatmapPeaksOptions extends RunsOn {
	/** Peaks count whose score is above it, as a float32. Default: 0.25. */
	readonly scoreThreshold?: number;
	/** Default: 100. */
	readonly maxDetections?: number;
	/** Pixels of the model's picture a cell. Default: 4. */
	readonly stride?: number;
}

/** Options of {@link planHeatmapPeaks}. */
export interface HeatmapPeaksPlanOptions extends HeatmapPeaksOptions {
	/** The heat map's. */
	readonly shape: readonly number[];
}

/** A prepared {@link heatmapPeaks}. */
export interface HeatmapPeaksPlan extends OpPlan<HeatmapOutputs, Detection[], never> {
	readonly implementation: string;
}

/** Prepares {@link heatmapPeaks} for maps of one shape. Throws INVALID_ARGUMENT. */
export function planHeatmapPeaks(options: HeatmapPeaksPlanOptions): HeatmapPeaksPlan {
	checkKeys("heatmapPeaks", options, ["shape", "scoreThreshold", "maxDetections", "stride", ...RUNS_ON_OPTIONS]);
	const { shape, scoreThreshold = 0.25, maxDetections = 100, stride = 4 } = options;
	if (!Array.isArray(shape) || (shape.length !== 3 && (shape.length !== 4 || shape[0] !== 1)))
		throw unexpected("a shape [classes,rows,columns] or [1,classes,rows,columns]", shape);
	const [classes, rows, columns] = shape.slice(-3) as [number, number, number];
	const total = elementCount(shape);
	if (!(total > 0 && total < 2 ** 31)) throw unexpected("a shape of 1 to 2147483647 numbers", shape);
	checkNumber("scoreThreshold", scoreThreshold, -Number.MAX_VALUE, Number.MAX_VALUE);
	checkInteger("maxDetections", maxDetections, 0, 2 ** 24);
	checkNumber("stride", stride, 0, 2 ** 15);
	const size = { classes, rows, columns };
	const from = float32From(Math.fround(scoreThreshold), ">");
	const indices = new Int32Array(Math.min(maxDetections, total));
	const chosen = chooseHost(options);
	const find = chosen === undefined ? heatmapPeaksReference : kernelPeaks(chosen, size, from, indices.length);
	const cells = rows * columns;
	return {
		implementation: chosen?.host.name ?? "reference",
		run({ heatmap, offsets, sizes }) {
			const scores = map("heatmap", heatmap, shape);
			const [offset, extent] = [offsets, sizes].map((one, i) =>
				one === undefined
					? undefined
					: map(i === 0 ? "offsets" : "sizes", one, [...shape.slice(0, -3), 2, rows, columns]),
			);
			const count = find(scores, size, from, indices);
			return Array.from(indices.subarray(0, count), (index) => {
				const cell = index % cells;
				const [x, y] = [
					(cell % columns) + (offset?.[cell] ?? 0),
					Math.floor(cell / columns) + (offset?.[cells + cell] ?? 0),
				];
				const [w, h] = [(extent?.[cell] ?? 0) / 2, (extent?.[cells + cell] ?? 0) / 2];
				const box = [(x - w) * stride, (y - h) * stride, (x + w) * stride, (y + h) * stride] as const;
				const point = [x * stride, y * stride] as const;
				return { box, score: scores[index] as number, class: Math.floor(index / cells), keypoints: [point] };
			});
		},
	};
}

const plans = new PlanCache<HeatmapPeaksPlan>();

/**
 * The peaks of heat maps, one detection each, highest first, in pixels of the model's picture: the point is its keypoint,
 * offset and size of its cell make the box. Detectors of this kind need no non-maximum suppression: a peak is a cell that
 * is not under one of its 8 neighbours. Throws INVALID_ARGUMENT. Source: Zhou et al., "Objects as Points", 2019, section 4.
 */
export function heatmapPeaks(outputs: HeatmapOutputs, options: HeatmapPeaksOptions = {}): Detection[] {
	if (typeof outputs !== "object" || outputs === null) throw unexpected("an object with a heat map", outputs);
	const { shape } = cpuTensor(outputs.heatmap);
	return plans.get(planKey([shape, options]), () => planHeatmapPeaks({ ...options, shape })).run(outputs);
}

function kernelPeaks(
	{ host, threads }: ChosenHost,
	{ classes, rows, columns }: HeatmapSize,
	from: number,
	most: number,
): (values: Float32Array, size: HeatmapSize, from: number, indices: Int32Array) => number {
	// Keys are thinned out to the highest when they are full.
	const capacity = Math.min(classes * rows * columns, Math.max(4 * most, 4096)) + columns;
	const block = new PlanBlock().int(classes, rows, columns).float(from).int(most, capacity).bytes();
	const arrays = [
		{ bytes: 4 * classes * rows * columns, access: "read" },
		{ bytes: 4 * most, access: "update" },
	] as const;
	const scratchBytes = 8 * capacity + 4 * (columns + 8);
	const plan = host.plan({ kernel: "heatmap_peaks", block, arrays, rows: 1, scratchBytes }, threads);
	const call = new Int32Array(0);
	return (values, _size, _from, indices) => plan.run(call, [values, indices]);
}

/** The numbers of a map of this shape, as float32. */
function map(name: string, value: AnyTensor, shape: readonly number[]): Float32Array {
	const tensor = cpuTensor(value);
	const isFloat = tensor.dtype === "float32" || tensor.dtype === "float16";
	if (!isFloat || !shapeFits(tensor.shape, shape) || tensor.data.length !== tensor.size)
		throw mismatch(`float32 or float16 [${shape}] for \`${name}\``, formatType(tensor.dtype, tensor.shape));
	return floatNumbers(tensor) as Float32Array;
}
