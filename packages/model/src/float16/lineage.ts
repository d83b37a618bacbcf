import type { OperatorRow } from "./operator-table.ts";

/** What a float32 value was made from, constants beside: decides whether making it in float16 is safe. */
export type Lineage =
	/** Weights and constants alone. */
	| "constant"
	/** Integers of 16 bits and more: sizes, positions, masks. */
	| "integers"
	/** Numbers that were just dequantised, or moved since. */
	| "quantised"
	/** Sums and powers that were kept in float32 for its range, and what was computed of them since. */
	| "wide"
	| "data";

/** Arithmetic between a sum and what it is used for: means, epsilons, roots, reciprocals. */
const ON_SUMS: readonly string[] = [
	"Abs",
	"Add",
	"Clip",
	"Div",
	"Log",
	"Max",
	"Mean",
	"Min",
	"Mul",
	"Neg",
	"Reciprocal",
	"Sqrt",
	"Sub",
	"Sum",
];

/** What the outputs of a node are made from, by its float32 inputs. */
export function lineageOf(inputs: readonly Lineage[], operator: string, row: OperatorRow): Lineage {
	const [first, ...others] = inputs.filter((lineage) => lineage !== "constant");
	if (first === undefined) return inputs.length === 0 ? "data" : "constant";
	if (others.some((other) => other !== first)) return "data";
	if (first === "quantised") return row.moves ? first : "data";
	if (first === "wide") return row.moves || ON_SUMS.includes(operator) ? first : "data";
	return row.light ? first : "data";
}

/** Whether a node of such inputs, which could compute in float16, had better not. */
export function staysFloat(inputs: readonly Lineage[], operator: string, row: OperatorRow): boolean {
	const [first, ...others] = inputs.filter((lineage) => lineage !== "constant");
	if (first === undefined) return inputs.length > 0 && !row.moves && row.light === true;
	if (others.some((other) => other !== first)) {
		// The root of a sum may be out of range on its own where what it scales is not.
		const scales = operator === "Mul" || operator === "Div";
		return scales && (first === "wide" || others.includes("wide"));
	}
	if (first === "wide") return row.moves === true || ON_SUMS.includes(operator);
	return first === "quantised" || (first === "integers" && row.light === true);
}
