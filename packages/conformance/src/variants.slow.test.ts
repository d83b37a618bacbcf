import { expect, test } from "vitest";
import { createFakeBackend } from "./fake/create-fake-backend.ts";
import { runConformance } from "./run-conformance.ts";
import { VARIANTS } from "./testing/variants.ts";

const limits = { slowRunMs: 70, loopPauseMs: 40, leakMs: 150 };

test.for(VARIANTS.filter(({ slow }) => slow).map((variant) => [variant.what, variant] as const))(
	"a fake with %s passes all slow cases, and core keeps its side of the contract",
	async ([, { fake }]) => {
		const backend = createFakeBackend(fake);
		const results = await runConformance(backend, { only: "slow", counters: backend.counters, limits });
		expect(results.filter(({ outcome }) => outcome === "failed")).toEqual([]);
		expect(backend.violations).toEqual([]);
		expect(backend.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
	},
);
