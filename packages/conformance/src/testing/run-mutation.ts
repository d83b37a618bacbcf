import { CASES } from "../cases/cases.ts";
import { createFakeBackend } from "../fake/create-fake-backend.ts";
import { bigOutputNet } from "../nets/big-output.ts";
import type { ConformanceOptions } from "../options.ts";
import { runConformance } from "../run-conformance.ts";
import type { Mutation } from "./mutation.ts";

/**
 * The cases that fail on a broken fake, by name, with their reasons. Left out, to save time, are cases of 2.8 MB that
 * must not fail, and slow cases of groups in which none must, or which may fail too.
 */
export async function failuresOf(mutation: Mutation, options: ConformanceOptions): Promise<Map<string, string>> {
	const { fake, backend, open, caught, andOthers = false } = mutation;
	const isBig = (name: string): boolean => CASES.find((one) => one.name === name)?.net === bigOutputNet;
	const groups = new Set(CASES.filter(({ name }) => caught.includes(name)).map(({ group }) => group));
	const isOfInterest = (name: string, group: string): boolean =>
		andOthers ? caught.includes(name) : groups.has(group);
	const cases = CASES.filter(({ name, group, slow }) =>
		slow ? isOfInterest(name, group) : caught.some(isBig) || !isBig(name),
	);
	const good = createFakeBackend(fake);
	const results = await runConformance(backend?.(good) ?? good, {
		...options,
		cases: cases.map(({ name }) => name),
		...(open ? { open } : {}),
	});
	return new Map(results.filter(({ outcome }) => outcome === "failed").map(({ name, reason = "" }) => [name, reason]));
}
