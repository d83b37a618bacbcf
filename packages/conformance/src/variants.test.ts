import { expect, test } from "vitest";
import { createFakeBackend } from "./fake/create-fake-backend.ts";
import { runConformance } from "./run-conformance.ts";
import { VARIANTS } from "./testing/variants.ts";

test.for(VARIANTS.map((variant) => [variant.what, variant] as const))(
	"a fake with %s passes all fast cases, and core keeps its side of the contract",
	{ timeout: 20_000 },
	async ([, { fake, gaps = [] }]) => {
		const backend = createFakeBackend(fake);
		const results = await runConformance(backend, { only: "fast", gaps });
		expect(results.filter(({ outcome }) => outcome === "failed")).toEqual([]);
		expect(backend.violations).toEqual([]);
		expect(backend.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
	},
);
