import type { OfficialList } from "./official-list.ts";
import { OFFICIAL_SELECTION } from "./selection.cases.ts";

/**
 * Names of the cases that every run of the tests takes: the selection, and of each note the last case that has it, so that
 * a refusal whose words change is noticed.
 */
export function sampleOfficialList(list: OfficialList): readonly string[] {
	const noted = [...list].flatMap(([name, { note }]) => (note === undefined ? [] : [[note, name] as const]));
	return [...new Set([...OFFICIAL_SELECTION, ...new Map(noted).values()])];
}
