import type { VerifiedOutput } from "@polyinfer/core";
import { align } from "../align.ts";
import { formatBytes, formatCount, formatValue } from "../format-number.ts";
import { printable } from "../printable.ts";
import type { Style } from "../style.ts";
import type { Fp16Facts } from "./fp16-facts.ts";

/** What `polyinfer fp16` prints. */
export function fp16Text(facts: Fp16Facts, outputs: readonly VerifiedOutput[] | undefined, style: Style): string {
	const { path, out, bytes, convertedNodes, kept, casts, weights } = facts;
	const { before, after } = bytes;
	const lines = [
		style.bold(`${path} -> ${out}`),
		...align([
			[
				"size",
				`${formatBytes(before)} -> ${formatBytes(after)} (${formatCount(before)} -> ${formatCount(after)} bytes)`,
			],
			["float16", `${several(convertedNodes, "node")}, ${several(weights.converted, "weight")}`],
			["casts", `${casts.added} added, ${casts.removed} left out`],
			...lossRows(facts),
		]),
	];
	if (convertedNodes + weights.converted === 0) lines.push("", "Nothing of it is float32 that could be float16.");
	if (kept.length > 0) {
		const rows = kept.map(({ operator, count, why }) => [printable(operator), String(count), why]);
		lines.push("", style.bold("Stays in float32"), ...align(rows));
	}
	if (outputs !== undefined) {
		const rows = outputs.map(({ name, maxAbsolute, maxRelative, tolerance }) => [
			printable(name),
			`off by ${formatValue(maxAbsolute)}`,
			`${formatValue(maxRelative)} of its range, ${tolerance} accepted`,
		]);
		lines.push("", style.bold("Compared with float32"), ...align(rows));
	}
	return lines.join("\n");
}

function lossRows({ weights: { clamped, raised, subnormal } }: Fp16Facts): string[][] {
	const rows: string[][] = [];
	const numbers = (count: number): string => `${several(count, "number")} of weights`;
	if (clamped > 0) rows.push(["clamped", `${numbers(clamped)} above 65504, which became that`]);
	if (raised > 0) rows.push(["raised", `${numbers(raised)} below 2^-25, which became 2^-24`]);
	if (subnormal > 0) rows.push(["small", `${numbers(subnormal)} below 2^-14, which lost digits`]);
	return rows;
}

function several(count: number, what: string): string {
	return `${formatCount(count)} ${what}${count === 1 ? "" : "s"}`;
}
