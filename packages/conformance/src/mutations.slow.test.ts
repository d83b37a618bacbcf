import { beforeEach, expect, test } from "vitest";
import { CASES } from "./cases/cases.ts";
import { forget, held } from "./testing/leak-mutations.ts";
import { failuresOf } from "./testing/run-mutation.ts";
import { SLOW_MUTATIONS } from "./testing/slow-mutations.ts";

beforeEach(forget);

/** Limits at which a fake tells right from wrong quickly. */
const limits = { slowRunMs: 70, loopPauseMs: 40, leakMs: 120, leakBytesPerSession: 100_000, leakBytesPerRun: 20_000 };

test.for(SLOW_MUTATIONS.map((mutation) => [mutation.what, mutation] as const))(
	"the kit catches %s",
	async ([, mutation]) => {
		const failures = await failuresOf(mutation, { only: "slow", counters: () => ({ ...held }), limits });
		const caught = [...failures.keys()].filter((name) => !mutation.andOthers || mutation.caught.includes(name));
		expect(caught.sort(), [...failures].map(([name, reason]) => `${name}: ${reason}`).join("\n")).toEqual(
			[...mutation.caught].sort(),
		);
	},
);

test("every slow case is known to fail on some mutation", () => {
	const caught = new Set(SLOW_MUTATIONS.flatMap((mutation) => mutation.caught));
	expect(CASES.filter((one) => one.slow && !caught.has(one.name)).map(({ name }) => name)).toEqual([]);
});
