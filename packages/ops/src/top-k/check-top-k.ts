import { type DType, elementCount, formatType } from "@polyinfer/core";
import { checkInteger, checkKeys, mismatch } from "../arguments.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";

/** One of the classes that `topK` found. */
export interface Ranked {
	readonly index: number;
	readonly score: number;
	/** `labels[index]`, where labels were given. */
	readonly label?: string;
}

/** Options of `topK`. `threads` has no effect. */
export interface TopKOptions extends RunsOn {
	/** Name of every class; as many as there are scores. */
	readonly labels?: readonly string[];
}

/** Options of `planTopK`. */
export interface TopKPlanOptions extends TopKOptions {
	/** How many scores there are. */
	readonly size: number;
	/** How many are wanted; more than `size` gives all. */
	readonly k: number;
}

/** Throws INVALID_ARGUMENT; gives how many are found. */
export function checkTopK(options: TopKPlanOptions): number {
	checkKeys("topK", options, ["size", "k", "labels", ...RUNS_ON_OPTIONS]);
	const { size, k, labels } = options;
	checkInteger("size", size, 0, 2 ** 31 - 1);
	checkInteger("k", k, 0, 2 ** 31 - 1);
	if (labels !== undefined && labels.length !== size) throw mismatch(`${size} labels`, String(labels.length));
	return Math.min(k, size);
}

/** Throws INVALID_ARGUMENT unless a tensor is one line of `size` scores, `[size]` or `[1, size]`. */
export function checkOneLine(tensor: { readonly dtype: DType; readonly shape: readonly number[] }, size: number): void {
	const { dtype, shape } = tensor;
	if (elementCount(shape) !== size || shape.some((length, axis) => axis < shape.length - 1 && length !== 1))
		throw mismatch(`one line of ${size} scores, [${size}] or [1,${size}],`, formatType(dtype, shape));
}

/** A class that was found, with its label. */
export function rank(index: number, score: number, labels: readonly string[] | undefined): Ranked {
	return labels === undefined ? { index, score } : { index, score, label: labels[index] as string };
}
