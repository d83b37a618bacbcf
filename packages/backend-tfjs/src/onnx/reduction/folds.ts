/** How a reduction folds the elements of a group. */
export interface Fold<N extends number | bigint> {
	readonly start: N;
	readonly add: (sum: N, x: N) => N;
	/** From the folded number and how many elements there were. */
	readonly end?: (sum: N, count: number) => N;
}

/** ONNX's reductions of floats and booleans. */
export const FLOAT_FOLDS: Readonly<Record<string, Fold<number>>> = {
	ReduceSum: { start: 0, add: (sum, x) => sum + x },
	ReduceMean: { start: 0, add: (sum, x) => sum + x, end: (sum, count) => sum / count },
	ReduceProd: { start: 1, add: (sum, x) => sum * x },
	ReduceMax: { start: Number.NEGATIVE_INFINITY, add: (sum, x) => (x > sum || Number.isNaN(x) ? x : sum) },
	ReduceMin: { start: Number.POSITIVE_INFINITY, add: (sum, x) => (x < sum || Number.isNaN(x) ? x : sum) },
	ReduceL1: { start: 0, add: (sum, x) => sum + Math.abs(x) },
	ReduceL2: { start: 0, add: (sum, x) => sum + x * x, end: (sum) => Math.sqrt(sum) },
	ReduceSumSquare: { start: 0, add: (sum, x) => sum + x * x },
	ReduceLogSum: { start: 0, add: (sum, x) => sum + x, end: (sum) => Math.log(sum) },
};

const sum: Fold<bigint> = { start: 0n, add: (all, x) => all + x };

/** Those of integers, exact; the caller cuts to the type's bits. */
export const INTEGER_FOLDS: Readonly<Record<string, Fold<bigint>>> = {
	ReduceSum: sum,
	ReduceMean: { ...sum, end: (all, count) => (count === 0 ? 0n : all / BigInt(count)) },
	ReduceProd: { start: 1n, add: (all, x) => all * x },
	ReduceL1: { start: 0n, add: (all, x) => all + (x < 0n ? -x : x) },
	ReduceSumSquare: { start: 0n, add: (all, x) => all + x * x },
};
