import { CASES } from "../cases/cases.ts";
import { createFakeBackend } from "../fake/create-fake-backend.ts";
import { bigOutputNet } from "../nets/big-output.ts";
import type { ConformanceOptions } from "../options.ts";
import { runConformance } from "../run-conformance.ts";
import type { Mutation } from "./mutation.ts";

/** The cases that fail on a broken fake, by name, with their reasons. Cases of 2.8 MB run only where one must fail. */
export async function failuresOf(mutation: Mutation, options: ConformanceOptions): Promise<Map<string, string>> {
	const { fake, backend, open, caught } = mutation;
	const isBig = (name: string): boolean => CASES.find((one) => one.name === name)?.net === bigOutputNet;
	const names = options.cases ?? CASES.map(({ name }) => name);
	const cases = caught.some(isBig) ? names : names.filter((name) => !isBig(name));
	const good = createFakeBackend(fake);
	const results = await runConformance(backend?.(good) ?? good, { ...options, cases, ...(open ? { open } : {}) });
	return new Map(results.filter(({ outcome }) => outcome === "failed").map(({ name, reason = "" }) => [name, reason]));
}
