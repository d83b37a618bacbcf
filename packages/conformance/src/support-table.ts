import type { CaseResult } from "./result.ts";

const SIGNS: { readonly [O in CaseResult["outcome"]]: string } = {
	passed: "yes",
	gap: "no",
	skipped: "-",
	failed: "**fails**",
};

/**
 * Results as a Markdown table: a row a case, a column a backend and format, reasons of gaps and skips as notes below.
 * `"yes"`: passed; `"no"`: a declared gap that rejects with UNSUPPORTED; `"-"`: does not apply.
 */
export function supportTable(results: readonly CaseResult[]): string {
	const columns = [...new Set(results.map(columnOf))];
	const rows = [...new Map(results.map(({ group, name }) => [name, group])).entries()];
	const notes: string[] = [];
	const cell = (name: string, column: string): string => {
		const result = results.find((one) => one.name === name && columnOf(one) === column);
		if (!result) return "";
		if (result.reason === undefined) return SIGNS[result.outcome];
		if (!notes.includes(result.reason)) notes.push(result.reason);
		return `${SIGNS[result.outcome]} [${notes.indexOf(result.reason) + 1}]`;
	};
	const lines = [
		line(["", "", ...columns]),
		line(["---", "---", ...columns.map(() => "---")]),
		...rows.map(([name, group], i) =>
			line([group === rows[i - 1]?.[1] ? "" : group, name, ...columns.map((column) => cell(name, column))]),
		),
	];
	const list = notes.map((note, i) => `${i + 1}. ${note}`);
	return `${[...lines, ...(list.length > 0 ? ["", ...list] : [])].join("\n")}\n`;
}

function columnOf({ backend, format }: CaseResult): string {
	return `${backend} (${format})`;
}

function line(cells: readonly string[]): string {
	return `| ${cells.map((text) => text.replaceAll("|", "\\|").replaceAll("\n", " ")).join(" | ")} |`;
}
