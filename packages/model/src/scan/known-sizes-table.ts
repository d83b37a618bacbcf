import type { Node } from "../graph.ts";
import {
	broadcast,
	type KnownValue,
	knownNumbers,
	knownShape,
	knownWeight,
	MAX_NUMBERS,
	numberOf,
	numbersOf,
	product,
} from "./known-value.ts";

/** What a node makes; `undefined` where it cannot be told. `inputs` are those of the node, in its order. */
export type SizeRule = (node: Node, inputs: readonly (KnownValue | undefined)[]) => KnownValue | undefined;

const same: SizeRule = (_, [x]) => x;
const sameCount: SizeRule = (_, [x]) => x && { count: x.count, ...(x.numbers ? { numbers: x.numbers } : {}) };

const constant: SizeRule = ({ attributes }) => {
	const value = attributes.get("value");
	if (value?.kind === "tensor") return knownWeight(value.value);
	const numbers = numbersOf(attributes.get("value_int") ?? attributes.get("value_ints"));
	if (numbers === undefined) return undefined;
	return attributes.has("value_int") ? { count: 1, shape: [], numbers } : knownNumbers(numbers);
};

/** Two small lists of numbers, element by element; else only the shape that they are broadcast to. */
const arithmetic =
	(compute: (a: number, b: number) => number): SizeRule =>
	(_, [a, b]) => {
		if (!a?.shape || !b?.shape) return undefined;
		const shape = broadcast(a.shape, b.shape);
		const count = product(shape);
		if (!a.numbers || !b.numbers || count > MAX_NUMBERS) return { count, shape };
		const [m, n] = [a.numbers, b.numbers];
		if (m.length !== count && m.length !== 1) return { count, shape };
		if (n.length !== count && n.length !== 1) return { count, shape };
		const at = (list: readonly number[], i: number): number => (list.length === 1 ? list[0] : list[i]) as number;
		return { count, shape, numbers: Array.from({ length: count }, (_, i) => compute(at(m, i), at(n, i))) };
	};

const broadcasting: SizeRule = (_, inputs) => {
	let shape: readonly number[] = [];
	for (const input of inputs) {
		if (!input?.shape) return undefined;
		shape = broadcast(shape, input.shape);
	}
	return knownShape(shape);
};

const expand: SizeRule = (_, [x, shape]) => {
	if (!shape?.numbers) return undefined;
	return x?.shape ? knownShape(broadcast(x.shape, shape.numbers)) : { count: product(shape.numbers) };
};

const tile: SizeRule = (_, [x, repeats]) => {
	if (!repeats?.numbers) return undefined;
	const { numbers } = repeats;
	if (x?.shape?.length === numbers.length) return knownShape(x.shape.map((size, i) => size * (numbers[i] as number)));
	return { count: product(numbers) * (x?.count ?? 1) };
};

const concat: SizeRule = (node, inputs) => {
	const known = inputs.filter((input) => input !== undefined);
	const count = known.reduce((sum, input) => sum + input.count, 0);
	if (known.length < inputs.length) return { count };
	const isSmall = count <= MAX_NUMBERS && known.every((input) => input.numbers !== undefined);
	const numbers = isSmall ? known.flatMap((input) => input.numbers as number[]) : [];
	const first = known[0]?.shape;
	if (!first || known.some(({ shape }) => shape?.length !== first.length)) return { count };
	const axis = numberOf(node, "axis", 0);
	const at = axis < 0 ? axis + first.length : axis;
	const along = known.reduce((sum, { shape }) => sum + (shape?.[at] ?? 0), 0);
	const isList = first.length === 1 && numbers.length > 0;
	return { count, shape: first.map((size, i) => (i === at ? along : size)), ...(isList ? { numbers } : {}) };
};

const range: SizeRule = (_, [start, limit, delta]) => {
	const [from, to, step] = [start?.numbers?.[0], limit?.numbers?.[0], delta?.numbers?.[0]];
	if (from === undefined || to === undefined || step === undefined) return undefined;
	const count = Math.max(0, Math.ceil((to - from) / step));
	return Number.isNaN(count) ? undefined : { count, shape: [count] };
};

const pad: SizeRule = (node, [x, given]) => {
	const pads = given?.numbers ?? numbersOf(node.attributes.get("pads"));
	if (!pads) return undefined;
	if (!x?.shape || pads.length !== 2 * x.shape.length) return { count: Math.max(0, ...pads) };
	const { shape } = x;
	return knownShape(shape.map((size, i) => size + (pads[i] as number) + (pads[i + shape.length] as number)));
};

const resize: SizeRule = (node, inputs) => {
	const [x] = inputs;
	const scales = (node.operator === "Upsample" ? inputs[1] : inputs[2])?.numbers;
	const sizes = inputs[3]?.numbers;
	if (sizes && sizes.length > 0) return { count: product(sizes) };
	return scales && scales.length > 0 ? { count: product(scales) * (x?.count ?? 1) } : undefined;
};

const oneHot: SizeRule = (_, [indices, depth]) => {
	const size = depth?.numbers?.[0];
	return size === undefined ? undefined : { count: size * (indices?.count ?? 1) };
};

const matMul: SizeRule = (_, [a, b]) => {
	if (!a?.shape || !b?.shape || a.shape.length < 2 || b.shape.length < 2) return undefined;
	const batch = broadcast(a.shape.slice(0, -2), b.shape.slice(0, -2));
	return knownShape([...batch, a.shape.at(-2) as number, b.shape.at(-1) as number]);
};

const reshape: SizeRule = (_, [x, shape]) => {
	if (!x) return undefined;
	const { count, numbers } = x;
	const sizes = shape?.numbers ?? [];
	const isPlain = sizes.length > 0 && sizes.every((size) => size > 0) && product(sizes) === count;
	return { count, ...(isPlain ? { shape: sizes } : {}), ...(numbers ? { numbers } : {}) };
};

const random: SizeRule = ({ attributes }) => {
	const shape = numbersOf(attributes.get("shape"));
	return shape && knownShape(shape);
};

/** Operators of ONNX's own set whose result can be told from constants alone. */
export const SIZE_RULES: ReadonlyMap<string, SizeRule> = new Map<string, SizeRule>([
	["Constant", constant],
	["ConstantOfShape", (_, [shape]) => shape?.numbers && knownShape(shape.numbers)],
	["Expand", expand],
	["Tile", tile],
	["Concat", concat],
	["Range", range],
	["Pad", pad],
	["Resize", resize],
	["Upsample", resize],
	["OneHot", oneHot],
	["MatMul", matMul],
	["Shape", (_, [x]) => x?.shape && knownNumbers(x.shape)],
	["Reshape", reshape],
	["RandomNormal", random],
	["RandomUniform", random],
	["Add", arithmetic((a, b) => a + b)],
	["Sub", arithmetic((a, b) => a - b)],
	["Mul", arithmetic((a, b) => a * b)],
	...["Div", "Pow", "Max", "Min", "Mean", "Sum", "Where", "Equal", "Greater", "Less", "And", "Or", "Xor", "Mod"].map(
		(operator): [string, SizeRule] => [operator, broadcasting],
	),
	...["Identity", "Cast", "CastLike", "Abs", "Neg", "Exp", "Sqrt", "Not", "Relu", "Sigmoid", "Tanh", "Erf"].map(
		(operator): [string, SizeRule] => [
			operator,
			operator === "Identity" || operator.startsWith("Cast") ? same : sameSize,
		],
	),
	...["Squeeze", "Unsqueeze", "Transpose", "Flatten"].map((operator): [string, SizeRule] => [operator, sameCount]),
]);

function sameSize(_: Node, [x]: readonly (KnownValue | undefined)[]): KnownValue | undefined {
	return x && { count: x.count, ...(x.shape ? { shape: x.shape } : {}) };
}
