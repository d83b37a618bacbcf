import { type DType, InferenceError } from "@polyinfer/core";
import { type HostArray, type HostTensor, isBig, newHostArray, roundTo } from "../host-tensor.ts";

/** Elements as another type: floats are cut towards zero, integers wrap, as in C; texts are read and written. */
export function castElements({ dtype: from, data }: HostTensor, to: DType): HostArray {
	if (from === to) return data;
	const cast = newHostArray(to, data.length);
	const convert = converter(from, to);
	for (let i = 0; i < data.length; i++) cast[i] = convert(data[i] as never) as never;
	return cast;
}

function converter(from: DType, to: DType): (x: number & bigint & string) => number | bigint | string {
	if (to === "string") return (x) => (from === "bool" ? String(x !== 0) : textOf(x));
	if (to === "bool") return (x) => Number(Number(x) !== 0);
	if (isBig(to)) return isBig(from) ? (x) => x : (x) => BigInt(whole(Number(x)));
	if (to.includes("float")) return from === "string" ? (x) => roundTo(to, parse(x)) : (x) => roundTo(to, Number(x));
	// Typed arrays wrap numbers of any size, but 64-bit integers lose bits on the way to a number.
	if (isBig(from)) return (x) => Number(BigInt.asIntN(32, x));
	return (x) => whole(Number(x));
}

function whole(x: number): number {
	return Number.isFinite(x) ? Math.trunc(x) : 0;
}

function parse(text: string): number {
	const number =
		{ nan: Number.NaN, inf: Number.POSITIVE_INFINITY, "-inf": Number.NEGATIVE_INFINITY }[text.toLowerCase()] ??
		Number(text);
	if (Number.isNaN(number) && text.toLowerCase() !== "nan")
		throw new InferenceError("INVALID_ARGUMENT", `Expected a number but received the text ${JSON.stringify(text)}.`);
	return number;
}

function textOf(x: number | bigint): string {
	if (x === Number.POSITIVE_INFINITY) return "inf";
	return x === Number.NEGATIVE_INFINITY ? "-inf" : String(x);
}
