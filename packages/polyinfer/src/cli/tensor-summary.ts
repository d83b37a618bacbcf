import { formatType, type Tensor } from "@polyinfer/core";
import { formatValue } from "./format-number.ts";
import { printable } from "./printable.ts";

/** How many elements are shown. */
const SHOWN = 6;

/** A tensor in a few numbers. `NaN` is left out of `min`, `max` and `mean` and counted. */
export interface TensorSummary {
	readonly name: string;
	readonly dtype: string;
	readonly shape: readonly number[];
	/** `null` for text and for tensors without a number. */
	readonly min: number | string | null;
	readonly max: number | string | null;
	readonly mean: number | string | null;
	readonly nanCount: number;
	/** The first few elements; what JSON has no number for is a text. */
	readonly first: readonly (number | string)[];
}

/** Summary of one output. Bool counts as 0 and 1. */
export function summarize(name: string, tensor: Tensor): TensorSummary {
	const { dtype, shape, data } = tensor;
	if (dtype === "string") {
		return {
			name,
			dtype,
			shape,
			min: null,
			max: null,
			mean: null,
			nanCount: 0,
			first: (data as string[]).slice(0, SHOWN),
		};
	}
	const numbers = tensor.toNumbers();
	let min = Number.POSITIVE_INFINITY;
	let max = Number.NEGATIVE_INFINITY;
	let sum = 0;
	let counted = 0;
	for (const value of numbers) {
		if (Number.isNaN(value)) continue;
		if (value < min) min = value;
		if (value > max) max = value;
		sum += value;
		counted++;
	}
	const exact =
		dtype === "int64" || dtype === "uint64" ? Array.from(data.slice(0, SHOWN), String) : numbers.slice(0, SHOWN);
	return {
		name,
		dtype,
		shape,
		min: counted ? jsonNumber(min) : null,
		max: counted ? jsonNumber(max) : null,
		mean: counted ? jsonNumber(sum / counted) : null,
		nanCount: numbers.length - counted,
		first: exact.map((value) => jsonNumber(Number(value), value)),
	};
}

/** The summary as cells: name, type, range, elements. */
export function summaryCells(summary: TensorSummary): string[] {
	const { name, dtype, shape, min, max, mean, nanCount, first } = summary;
	const range = min === null ? "" : `${show(min)} to ${show(max)}, mean ${show(mean)}`;
	const count = shape.reduce((product, size) => product * size, 1);
	const nan = nanCount > 0 ? [`${nanCount} NaN`] : [];
	const values = `[${first.map((value) => show(value, dtype === "string")).join(", ")}${count > first.length ? ", ..." : ""}]`;
	return [
		printable(name),
		formatType(dtype as Tensor["dtype"], shape),
		[range, ...nan].filter(Boolean).join(", "),
		values,
	];
}

function show(value: number | string | null, quoted = false): string {
	if (typeof value === "number") return formatValue(value);
	return quoted ? printable(JSON.stringify(value)) : String(value);
}

/** JSON has neither infinities nor integers above 2^53: those are texts. */
function jsonNumber(value: number, exact: number | string = value): number | string {
	if (!Number.isFinite(value)) return String(value);
	return typeof exact === "string" && !Number.isSafeInteger(value) ? exact : value;
}
