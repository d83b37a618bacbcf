import { InferenceError } from "@polyinfer/core";

/** An equation of Einsum for operands of known ranks. Labels are letters; the axes of `...` have labels of their own, `0`, `1` ... */
export interface Equation {
	readonly operands: readonly (readonly string[])[];
	readonly result: readonly string[];
}

/** The size of each label. Axes of size 1 broadcast. */
export function sizesOf(
	operands: readonly (readonly string[])[],
	shapes: readonly (readonly number[])[],
): ReadonlyMap<string, number> {
	const sizes = new Map<string, number>();
	for (const [i, labels] of operands.entries())
		for (const [axis, label] of labels.entries()) {
			const size = (shapes[i] as readonly number[])[axis] as number;
			if ((sizes.get(label) ?? 1) === 1) sizes.set(label, size);
		}
	return sizes;
}

/** Reads an equation, `ij,jk->ik`. Throws INVALID_MODEL where it does not fit the operands. */
export function readEquation(text: string, ranks: readonly number[]): Equation {
	const [left = "", right] = text.replaceAll(" ", "").split("->");
	const terms = left.split(",");
	if (terms.length !== ranks.length)
		throw new InferenceError(
			"INVALID_MODEL",
			`Expected ${terms.length} operands for ${text} but received ${ranks.length}.`,
		);
	const open = Math.max(
		0,
		...terms.map((term, i) => (term.includes("...") ? (ranks[i] as number) - lettersOf(term).length : 0)),
	);
	const operands = terms.map((term, i) => {
		const own = (ranks[i] as number) - lettersOf(term).length;
		const labels = labelsOf(term, own, open);
		if (labels.length !== ranks[i])
			throw new InferenceError("INVALID_MODEL", `Expected ${labels.length} axes for ${term} but received ${ranks[i]}.`);
		return labels;
	});
	return { operands, result: right === undefined ? implied(operands, open) : labelsOf(right, open, open) };
}

function lettersOf(term: string): string[] {
	return [...term.replace("...", "")];
}

/** `own` axes of the ellipsis are the last ones of `open`. */
function labelsOf(term: string, own: number, open: number): string[] {
	const [before = "", after] = term.split("...");
	if (after === undefined) return [...before];
	return [...before, ...Array.from({ length: own }, (_, i) => String(open - own + i)), ...after];
}

/** Without an arrow: the ellipsis, then letters that occur once, sorted. */
function implied(operands: readonly (readonly string[])[], open: number): string[] {
	const counts = new Map<string, number>();
	for (const label of operands.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
	const single = [...counts].filter(([label, count]) => count === 1 && !/\d/.test(label)).map(([label]) => label);
	return [...Array.from({ length: open }, (_, i) => String(i)), ...single.sort()];
}
