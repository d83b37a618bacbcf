import { type DType, InferenceError } from "@polyinfer/core";
import { type HostTensor, isBig, newHostArray, roundTo } from "../host-tensor.ts";
import { FLOAT_FOLDS, type Fold, INTEGER_FOLDS } from "./folds.ts";
import { type Groups, groupsOf } from "./groups.ts";

const FRACTIONS: readonly DType[] = ["float16", "bfloat16", "float32", "float64", "bool"];

/** ONNX's reduction `name` over `axes`, which stay in the shape with size 1. Floats are folded in float64, integers exactly. */
export function reduceOnHost(name: string, x: HostTensor, axes: readonly number[]): HostTensor {
	const groups = groupsOf(x.shape, axes);
	const data = newHostArray(x.dtype, groups.count);
	if (FRACTIONS.includes(x.dtype)) {
		const folded = name === "ReduceLogSumExp" ? logSumExp(x, groups) : fold(floatFold(name), x, groups, Number);
		for (let i = 0; i < data.length; i++) data[i] = roundTo(x.dtype, folded[i] as number);
	} else if (name === "ReduceMax" || name === "ReduceMin") {
		extremes(x, groups, name === "ReduceMax", data as Int32Array);
	} else {
		const folded = fold(integerFold(name, x.dtype), x, groups, BigInt);
		for (let i = 0; i < data.length; i++)
			data[i] = (isBig(x.dtype) ? folded[i] : Number(BigInt.asIntN(32, folded[i] as bigint))) as never;
	}
	return { dtype: x.dtype, shape: groups.shape, data };
}

function fold<N extends number | bigint>(
	{ start, add, end }: Fold<N>,
	x: HostTensor,
	groups: Groups,
	convert: (element: number) => N,
): N[] {
	const sums = new Array<N>(groups.count).fill(start);
	for (const [i, group] of groups.of.entries()) sums[group] = add(sums[group] as N, convert(x.data[i] as number));
	return end === undefined ? sums : sums.map((sum) => end(sum, groups.size));
}

/** Of an empty group of integers there is no largest one. */
function extremes(x: HostTensor, groups: Groups, largest: boolean, data: Int32Array): void {
	if (groups.size === 0 && groups.count > 0)
		throw new InferenceError("UNSUPPORTED", `No ${x.dtype} is the ${largest ? "largest" : "smallest"} of none.`);
	const seen = new Uint8Array(groups.count);
	for (const [i, group] of groups.of.entries()) {
		const [each, best] = [x.data[i] as number, data[group] as number];
		if (seen[group] === 0 || (largest ? each > best : each < best)) data[group] = each;
		seen[group] = 1;
	}
}

/** Less the largest element, so that nothing overflows. */
function logSumExp(x: HostTensor, groups: Groups): number[] {
	const most = fold(floatFold("ReduceMax"), x, groups, Number).map((each) => (Number.isFinite(each) ? each : 0));
	const sums = new Array<number>(groups.count).fill(0);
	for (const [i, group] of groups.of.entries())
		sums[group] = (sums[group] as number) + Math.exp(Number(x.data[i]) - (most[group] as number));
	return sums.map((sum, group) => Math.log(sum) + (most[group] as number));
}

function floatFold(name: string): Fold<number> {
	return FLOAT_FOLDS[name] as Fold<number>;
}

function integerFold(name: string, dtype: DType): Fold<bigint> {
	const found = INTEGER_FOLDS[name];
	if (found === undefined)
		throw new InferenceError("UNSUPPORTED", `${name} of ${dtype} is not mapped to TensorFlow.js.`);
	return found;
}
