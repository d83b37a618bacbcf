import { explain, isBetter, type ListedResult, type OfficialList, type OfficialNote } from "./official-list.ts";
import type { OfficialResult } from "./run-official-case.ts";

/** How results compare with the committed list. Each entry of `worse` and `better` is a line for people. */
export interface OfficialVerdict {
	/** Cases that got worse, or do not pass without a note. Where there are any, the list must not be replaced. */
	readonly worse: readonly string[];
	readonly better: readonly string[];
	/** What the list says from now on. */
	readonly list: OfficialList;
}

/** Results may only get better. A case that the list lacks is new; one that `results` lack is taken off the list. */
export function judgeOfficialResults(
	listed: OfficialList,
	results: readonly OfficialResult[],
	notes: readonly OfficialNote[],
): OfficialVerdict {
	const worse: string[] = [];
	const better: string[] = [];
	const list = new Map<string, ListedResult>();
	for (const result of results) {
		const { name } = result;
		const before = listed.get(name);
		const now = explain(result, notes);
		const was = before === undefined ? "not listed" : textOf(before);
		if (now === undefined) worse.push(`${name}: was ${was}, is ${result.outcome}: ${result.message ?? "no message"}`);
		else if (before && isBetter(before.outcome, now.outcome))
			worse.push(`${name}: was ${was}, is ${textOf(now)}: ${result.message ?? "no message"}`);
		else if (before && isBetter(now.outcome, before.outcome) && varies(before, notes)) list.set(name, before);
		else {
			if (before && isBetter(now.outcome, before.outcome)) better.push(`${name}: was ${was}, is ${textOf(now)}`);
			list.set(name, now);
		}
	}
	return { worse, better, list };
}

function textOf({ outcome, note }: ListedResult): string {
	return note === undefined ? outcome : `${outcome} (${note})`;
}

function varies({ note }: ListedResult, notes: readonly OfficialNote[]): boolean {
	return notes.find(({ id }) => id === note)?.varies ?? false;
}
