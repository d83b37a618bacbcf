import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { finish, tool } from "./run/command.mjs";

const cache = fileURLToPath(new URL("../.cache/", import.meta.url));
const reporter = fileURLToPath(new URL("count-tests.ts", import.meta.url));
const imports = 'import { beforeAll, describe, expect, test } from "vitest";';

test("counts tests by state, and what fails outside a test as failed", async () => {
	mkdirSync(cache, { recursive: true });
	const folder = mkdtempSync(join(cache, "count "));
	const files = {
		"states.test.ts": `${imports} test("a", () => {}); test("b", () => {}); test.skip("c", () => {}); test.todo("d");`,
		"fails.test.ts": `${imports} test("wrong", () => expect(1).toBe(2));`,
		"import.test.ts": 'import "./not-there.ts";',
		"suite.test.ts": `${imports} describe("s", () => { beforeAll(() => { throw new Error("x"); }); test("e", () => {}); });`,
		"unhandled.test.ts": `${imports} test("f", () => { void Promise.reject(new Error("late")); });`,
		"vitest.config.mjs": "export default {};",
	};
	try {
		for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
		const args = [tool("vitest/vitest.mjs"), "run", "--root", folder, `--reporter=${reporter}`];
		const { code } = await finish(process.execPath, args, { cwd: folder, show: false });
		expect(code).toBe(1);
		const { passed, failed, skipped, skips } = JSON.parse(readFileSync(join(cache, "test-counts.json"), "utf8"));
		// Failed: the wrong one, the import, the suite's beforeAll, the late rejection.
		expect({ passed, failed, skipped }).toEqual({ passed: 3, failed: 4, skipped: 3 });
		expect(skips).toEqual(["states.test.ts > c", "states.test.ts > d", "suite.test.ts > s > e"]);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
