import { DISPUTED_CASES } from "./disputed-cases.ts";
import type { ListedOutcome, OfficialList, OfficialNote } from "./official-list.ts";

/** One backend, or one way to reach it, in {@link officialDocument}. */
export interface OfficialColumn {
	readonly title: string;
	readonly list: OfficialList;
	readonly notes: readonly OfficialNote[];
}

const MEANINGS: Readonly<Record<ListedOutcome, string>> = {
	pass: "every output has the expected dtype, shape and numbers",
	random: "dtypes and shapes are as expected; the numbers are random by definition",
	disputed: "as the text of the operator wants it, which the data contradicts",
	unsupported: "rejects with UNSUPPORTED",
	error: "opens, then the engine refuses the run with another typed error",
};

/** Lists as Markdown: a table of counts, and one of the reasons. The same lists always give the same text. */
export function officialDocument(columns: readonly OfficialColumn[]): string {
	const titles = columns.map(({ title }) => title);
	const counts = Object.entries(MEANINGS).map(([outcome, meaning]) => [
		outcome,
		meaning,
		...columns.map(({ list }) => count(list, (one) => one.outcome === outcome)),
	]);
	const sums = ["all", "", ...columns.map(({ list }) => String(list.size))];
	const notes = new Map(columns.flatMap((column) => column.notes).map((note) => [note.id, note]));
	const reasons = [...notes.values()].map(({ id, outcome, reason }) => [
		outcome,
		reason,
		...columns.map(({ list }) => count(list, ({ note }) => note === id)),
		example(columns, id),
	]);
	const disputes = Object.entries(DISPUTED_CASES).map(([name, { reason }]) => [`\`${name}\``, reason]);
	return [
		table(["outcome", "", ...titles], [...counts, sums]),
		table(["outcome", "reason", ...titles, "such as"], reasons),
		table(["disputed case", "reason"], disputes),
	].join("\n");
}

function count(list: OfficialList, holds: (one: { outcome: string; note?: string }) => boolean): string {
	return String([...list.values()].filter(holds).length);
}

/** The first case by name. */
function example(columns: readonly OfficialColumn[], id: string): string {
	const names = columns.flatMap(({ list }) => [...list].filter(([, { note }]) => note === id).map(([name]) => name));
	const [first] = names.sort();
	return first === undefined ? "" : `\`${first}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
	return `${[line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}
