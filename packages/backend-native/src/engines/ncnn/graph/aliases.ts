import { DTYPES, type DType } from "@polyinfer/core";
import { type Graph, type GraphValue, intOf } from "@polyinfer/model";
import { unsupported } from "../../../errors.ts";

/** A value that is another one under this name. */
export interface Alias {
	readonly origin: string;
	/** The two differ in dtype: the session casts, for ncnn's numbers are float32 on both sides. */
	readonly isCast: boolean;
}

/** Values by name that are others: behind `Identity`, and behind casts that the session makes. */
export type Aliases = ReadonlyMap<string, Alias>;

const numbersOf = (...names: DType[]): readonly number[] => names.map((name) => DTYPES[name].number);
const ROUNDED = numbersOf("float16", "float64", "bfloat16");

/** Numbers of the integer element types. */
export const WHOLE: readonly number[] = numbersOf(
	"int8",
	"int16",
	"int32",
	"int64",
	"uint8",
	"uint16",
	"uint32",
	"uint64",
);

/** What a value is made of. Throws UNSUPPORTED for what is no tensor of numbers. */
export function elementTypeOf({ name, type }: GraphValue): number {
	if (type.kind === "tensor" && type.elementType !== DTYPES.string.number) return type.elementType;
	const what = type.kind === "tensor" ? "of strings" : `a ${type.kind}`;
	throw unsupported("ncnn", `Expected tensors of numbers only but \`${name}\` is ${what}.`, "convert");
}

/** Finds them; `given` are the inputs without a default. */
export function aliasesOf(graph: Graph, given: readonly GraphValue[]): Aliases {
	const aliases = new Map<string, Alias>();
	const inputs = new Map(given.map((value) => [value.name, elementTypeOf(value)]));
	const read = new Set(graph.nodes.flatMap((node) => node.inputs));
	const ends = new Set(graph.outputs.map(({ name }) => name).filter((name) => !read.has(name)));
	for (const node of graph.nodes) {
		const [from = "", to = ""] = [node.inputs[0], node.outputs[0]];
		const known = aliases.get(from) ?? { origin: from, isCast: false };
		if (node.domain !== "" || graph.weights.has(known.origin)) continue;
		if (node.operator === "Identity") aliases.set(to, known);
		if (node.operator === "Cast" && isFree(inputs.get(known.origin), intOf(node, "to", 0), ends.has(to)))
			aliases.set(to, { ...known, isCast: true });
	}
	return aliases;
}

/** Whether a cast can be left to the session: `input` is the element type where it is of an input, `isEnd` that nothing else reads it. */
function isFree(input: number | undefined, to: number, isEnd: boolean): boolean {
	if (input === to || (input !== undefined && to === DTYPES.float32.number)) return true;
	if (!isEnd) return false;
	return ROUNDED.includes(to) || (input !== undefined && WHOLE.includes(input) && WHOLE.includes(to));
}
