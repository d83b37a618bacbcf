import {
	bfloat16ToNumber,
	DTYPES,
	type DType,
	halfToNumber,
	InferenceError,
	numberToBfloat16,
	numberToHalf,
	Tensor,
	type TensorData,
} from "@polyinfer/core";

type Element = number | bigint;

const FLOATS: readonly DType[] = ["bfloat16", "float16", "float32", "float64"];
const BIG: readonly DType[] = ["int64", "uint64"];

/**
 * Whether values of `from` can be handed over as `to`. What goes in must stay exact, which is checked element by element
 * for integers; what comes out may be rounded to the float type that the model declares.
 */
export function canCast(from: DType, to: DType, direction: "in" | "out"): boolean {
	if (from === "string" || to === "string") return from === to;
	const narrows = FLOATS.includes(from) && FLOATS.includes(to) && !isWider(from, to);
	return direction === "out" || !narrows;
}

function isWider(from: DType, to: DType): boolean {
	if (from === to || to === "float64") return true;
	return to === "float32" && from !== "float64";
}

/** A tensor of the same values and shape in elements of `to`. Throws UNSUPPORTED for a feed that `to`, the engine's type, cannot hold. */
export function castFeed(tensor: Tensor, to: DType, name: string): Tensor {
	return new Tensor(to, castData(tensor, to, name, "UNSUPPORTED"), tensor.shape);
}

/** The same for a result. Throws ENGINE for a value that `to` cannot hold, such as 0.5 in an output of integers. */
export function castResult(tensor: Tensor, to: DType, name: string): Tensor {
	return new Tensor(to, castData(tensor, to, name, "ENGINE"), tensor.shape);
}

function castData(tensor: Tensor, to: DType, name: string, code: "UNSUPPORTED" | "ENGINE"): TensorData {
	const { dtype: from, data } = tensor;
	const source = data as unknown as ArrayLike<Element>;
	const Container = DTYPES[to].array as unknown as new (length: number) => Record<number, Element>;
	const target = new Container(source.length);
	const decode = decoderOf(from);
	const encode = encoderOf(to);
	const isExact = exactnessOf(from, to);
	for (let i = 0; i < source.length; i++) {
		const value = decode(source[i] as never);
		target[i] = encode(value);
		if (isExact && !isExact(value, target[i] as Element))
			throw new InferenceError(
				code,
				`Expected values of \`${name}\` that ${to}, the engine's type, can hold but received ${value} (${from}) at element ${i}.`,
			);
	}
	return target as unknown as TensorData;
}

function decoderOf(dtype: DType): (element: never) => Element {
	if (dtype === "float16") return halfToNumber;
	if (dtype === "bfloat16") return bfloat16ToNumber;
	return (element) => element;
}

function encoderOf(dtype: DType): (value: Element) => Element {
	if (BIG.includes(dtype)) return (value) => (Number.isNaN(Number(value)) ? 0n : BigInt(toInteger(value)));
	if (dtype === "float16") return (value) => numberToHalf(Number(value));
	if (dtype === "bfloat16") return (value) => numberToBfloat16(Number(value));
	if (dtype === "bool") return (value) => (Number(value) === 0 ? 0 : 1);
	return Number;
}

function toInteger(value: Element): Element {
	return typeof value === "bigint" || Number.isFinite(value)
		? typeof value === "bigint"
			? value
			: Math.trunc(value)
		: 0;
}

/** What must hold of a value and what became of it; `undefined` between floats, which round. */
function exactnessOf(from: DType, to: DType): ((value: Element, cast: Element) => boolean) | undefined {
	if (FLOATS.includes(from) && FLOATS.includes(to)) return undefined;
	if (to === "bool") return (value) => value === 0 || value === 1 || value === 0n || value === 1n;
	const decode = decoderOf(to);
	return (value, cast) => {
		const back = decode(cast as never);
		if (typeof back === typeof value) return back === value;
		const [whole, number] = typeof back === "bigint" ? [back, Number(value)] : [value as bigint, Number(back)];
		return Number.isInteger(number) && BigInt(number) === whole;
	};
}
