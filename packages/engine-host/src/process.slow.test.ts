import { beforeAll, describe, expect, test } from "vitest";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";
import { bundle } from "./testing/bundle.ts";
import { runProcess } from "./testing/process.ts";

let program = "";
beforeAll(async () => {
	program = await bundle(new URL("./testing/scenarios.ts", import.meta.url));
});

describe.skipIf(!isBuilt)(`a process ${NEEDS_BUILD}`, () => {
	test("runs, disposes, and holds nothing in the end", async () => {
		const { code, stdout, stderr } = await runProcess(program, ["run"]);
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		expect(JSON.parse(stdout)).toEqual({
			y: [2, 3, 4, 5],
			counters: { sessions: 0, runs: 0, blocks: 0, blockBytes: 0, threads: 0 },
		});
	});

	test.each(["exit in flight", "exit in flight, deaf", "exit while opening", "exit while disposing"])(
		"ends with the code it asks for (%s)",
		async (scenario) => {
			for (let i = 0; i < 5; i++) {
				const { code, signal, stderr, ms } = await runProcess(program, [scenario]);
				expect({ code, signal, stderr }).toEqual({ code: 7, signal: null, stderr: "" });
				expect(ms).toBeLessThan(4000);
			}
		},
	);

	test.each([
		["forgotten dispose", "done\n"],
		["run that nobody awaits", "[2,3,4,5]\n"],
		["pooled tensors that nobody disposes", ""],
	])("that forgets something ends by itself with 0 (%s)", async (scenario, output) => {
		const { code, stdout, stderr, ms } = await runProcess(program, [scenario]);
		expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: output, stderr: "" });
		expect(ms).toBeLessThan(4000);
	});

	test("prints nothing of what an engine says", async () => {
		const { code, stdout, stderr } = await runProcess(program, ["talkative engine"]);
		expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "", stderr: "" });
	});

	test("hears what its callbacks throw, and its runs go on", async () => {
		const { code, stdout, stderr } = await runProcess(program, ["throwing callback"]);
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		expect(stdout.trim().split("\n").sort()).toEqual(["[2,3,4,5]", 'cannot take "opened"', 'cannot take "run"']);
	});

	test("with POLYINFER_DEBUG=1 is told of borrowed feeds that change and of pooled tensors that are lost", async () => {
		const { code, stderr } = await runProcess(program, ["debug"]);
		expect(code).toBe(0);
		const warnings = stderr.match(/PolyinferWarning: .*/g);
		expect(warnings).toEqual([
			"PolyinferWarning: Input `x` was changed while a run borrowed it: its result may be of both.",
			"PolyinferWarning: A pooled float32 [2,2] tensor was lost: dispose it.",
		]);
	});

	test("without the addon imports, and says UNAVAILABLE with a line to type", async () => {
		const { code, stderr } = await runProcess(program, ["run"], { env: { POLYINFER_ADDON: "/nowhere/host.node" } });
		expect(code).toBe(1);
		expect(stderr).toContain("code: 'UNAVAILABLE'");
		expect(stderr).toContain("advice: 'unset POLYINFER_ADDON");
	});
});
