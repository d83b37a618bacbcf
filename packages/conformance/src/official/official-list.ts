import type { OfficialResult } from "./run-official-case.ts";

/** Outcomes of a committed list, the worst first. A wrong number and a crash are none of them. */
const RANKS = ["error", "unsupported", "disputed", "random", "pass"] as const;

/** One of the outcomes that a list may hold. */
export type ListedOutcome = (typeof RANKS)[number];

/** What a list says of one case. */
export interface ListedResult {
	readonly outcome: ListedOutcome;
	/** Id of the {@link OfficialNote} that gives the reason; of `error` and `unsupported` only. */
	readonly note?: string;
}

/** Why cases do not pass. It holds for a result that meets everything that is given here. */
export interface OfficialNote {
	readonly id: string;
	readonly outcome: "error" | "unsupported";
	/** A sentence for the documentation. */
	readonly reason: string;
	/** Regular expression that the result's message matches. */
	readonly message?: string;
	/** The only cases; needed for an `error`. */
	readonly cases?: readonly string[];
	/** The cases pass on some machines: there the list stays as it is. */
	readonly varies?: boolean;
}

/** Results by the name of the case. */
export type OfficialList = ReadonlyMap<string, ListedResult>;

/** True where `a` is a better outcome than `b`. */
export function isBetter(a: ListedOutcome, b: ListedOutcome): boolean {
	return RANKS.indexOf(a) > RANKS.indexOf(b);
}

/** The text of a list: a line a case, `test_abs pass` or `test_adagrad unsupported training`, sorted. */
export function formatOfficialList(list: OfficialList): string {
	const lines = [...list].map(([name, { outcome, note }]) =>
		[name, outcome, ...(note === undefined ? [] : [note])].join(" "),
	);
	return `${lines.sort().join("\n")}\n`;
}

/** Reads what {@link formatOfficialList} wrote. Throws for a line that is none of these. */
export function parseOfficialList(text: string): OfficialList {
	const list = new Map<string, ListedResult>();
	for (const line of text.split("\n")) {
		if (line === "") continue;
		const [name = "", outcome, note, ...rest] = line.split(" ");
		if (!RANKS.includes(outcome as ListedOutcome) || rest.length > 0 || list.has(name))
			throw new Error(`Expected a case, its outcome and the id of a note, each case once, but received "${line}".`);
		list.set(name, { outcome: outcome as ListedOutcome, ...(note === undefined ? {} : { note }) });
	}
	return list;
}

/**
 * What a list may say of a result; `undefined` for what must never be listed: a wrong number, a crash, and an error or a
 * refusal that has no note. Throws where the note of an error does not name its cases.
 */
export function explain(result: OfficialResult, notes: readonly OfficialNote[]): ListedResult | undefined {
	const { name, outcome, message = "" } = result;
	if (outcome === "pass" || outcome === "random" || outcome === "disputed") return { outcome };
	for (const note of notes) {
		if (note.outcome === "error" && !note.cases) throw new Error(`Expected the note ${note.id} to name its cases.`);
		if (note.outcome !== outcome || !(note.cases?.includes(name) ?? true)) continue;
		if (note.message !== undefined && !new RegExp(note.message).test(message)) continue;
		return { outcome, note: note.id };
	}
	return undefined;
}
