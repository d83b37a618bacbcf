import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { runBatch } from "./run-batch.mjs";
import { targets } from "./targets.mjs";

const program = fileURLToPath(new URL("testing/dying.mjs", import.meta.url));
const [target] = targets;
const run = (names: string[], settings: { program?: string; caseTimeoutMs?: number } = {}) =>
	runBatch({ target: target as (typeof targets)[number], archive: "", names }, { program, ...settings });

test("gives a result for each case, in order", async () => {
	expect(await run(["b", "a"])).toEqual([
		{ name: "b", outcome: "pass" },
		{ name: "a", outcome: "pass" },
	]);
});

test("a case that kills its process is a crash, and the next ones run in a new process", async () => {
	expect(await run(["a", "dies", "b", "leaves", "c"])).toEqual([
		{ name: "a", outcome: "pass" },
		{ name: "dies", outcome: "crash", message: expect.stringMatching(/^SIGSEGV/) },
		{ name: "b", outcome: "pass" },
		{ name: "leaves", outcome: "crash", message: expect.stringMatching(/^exit code 3/) },
		{ name: "c", outcome: "pass" },
	]);
});

test("a case that hangs is a crash after the time limit", async () => {
	const [hangs, after] = await run(["hangs", "a"], { caseTimeoutMs: 1500 });
	expect(hangs).toMatchObject({ outcome: "crash", message: "SIGKILL: no answer within 1500 ms" });
	expect(after).toEqual({ name: "a", outcome: "pass" });
});

test("a process that does not start is a crash of all its cases, once", async () => {
	const results = await run(["a", "b"], { program: fileURLToPath(new URL("testing/nothing.mjs", import.meta.url)) });
	expect(results.map(({ outcome }) => outcome)).toEqual(["crash", "crash"]);
	expect(results[0]?.message).toMatch(/nothing\.mjs/);
});
