import type { OperatorRow } from "./operator-table.ts";

/** What a float32 value was made from, constants beside: decides whether making it in float16 is safe. */
export type Lineage =
	/** Weights and constants alone. */
	| "constant"
	/** Integers of 16 bits and more: sizes, positions, masks. */
	| "integers"
	/** Numbers that were just dequantised, or moved since. */
	| "quantised"
	| "data";

/** What the outputs of a node are made from, by its float32 inputs. */
export function lineageOf(inputs: readonly Lineage[], row: OperatorRow | undefined): Lineage {
	const [first, ...others] = inputs.filter((lineage) => lineage !== "constant");
	if (first === undefined) return inputs.length === 0 ? "data" : "constant";
	if (others.some((other) => other !== first)) return "data";
	if (first === "quantised") return row?.moves ? first : "data";
	return row?.light ? first : "data";
}

/** Whether a node of such inputs, which could compute in float16, had better not. */
export function staysFloat(inputs: readonly Lineage[], row: OperatorRow): boolean {
	const [first, ...others] = inputs.filter((lineage) => lineage !== "constant");
	if (first === undefined) return inputs.length > 0 && !row.moves && row.light === true;
	if (others.some((other) => other !== first)) return false;
	return first === "quantised" || (first === "integers" && row.light === true);
}
