import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { CASES } from "./cases/cases.ts";
import { FAST_MUTATIONS } from "./testing/fast-mutations.ts";
import { failuresOf } from "./testing/run-mutation.ts";

const folder = await mkdtemp(join(tmpdir(), "conformance-"));
afterAll(() => rm(folder, { recursive: true }));
const write = async (name: string, bytes: Uint8Array): Promise<string> => {
	const path = join(folder, name);
	await writeFile(path, bytes);
	return path;
};

test.for(FAST_MUTATIONS.map((mutation) => [mutation.what, mutation] as const))(
	"the kit catches %s",
	{ timeout: 20_000 },
	async ([, mutation]) => {
		const failures = await failuresOf(mutation, { only: "fast", writeFile: write });
		const caught = [...failures.keys()].filter((name) => !mutation.andOthers || mutation.caught.includes(name));
		expect(caught.sort(), [...failures].map(([name, reason]) => `${name}: ${reason}`).join("\n")).toEqual(
			[...mutation.caught].sort(),
		);
	},
);

test("every fast case is known to fail on some mutation", () => {
	const caught = new Set(FAST_MUTATIONS.flatMap((mutation) => mutation.caught));
	expect(CASES.filter((one) => !one.slow && !caught.has(one.name)).map(({ name }) => name)).toEqual([]);
});
