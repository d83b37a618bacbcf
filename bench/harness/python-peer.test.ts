import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { planFile } from "../bindings/plan.ts";
import { readFloats } from "../sessions/read-floats.ts";
import { installBindings, pythonPeer } from "./python-peer.ts";
import { type Answer, runProcess } from "./run-process.ts";
import type { Request } from "./suite.ts";

const loops = join(import.meta.dirname, "../bindings/python");
const hasPython = spawnSync("python3", ["--version"]).status === 0;
const skipped = hasPython ? "" : " (there is no `python3`)";
let folder = "";

beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "polyinfer-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the peer of an engine says that is written here. */
function ask(engine: string, task: Request["task"]): Promise<Answer> {
	writeFileSync(join(folder, `${engine}_loop.py`), ENGINES[engine] ?? "");
	writeFileSync(planFile(folder, "one"), JSON.stringify({ clock: "processor", sampleMs: 1 }));
	const peer = pythonPeer(engine, engine, "", loops, { path: folder });
	return runProcess(peer, { case: "one", folder, task, measureMs: 1 }, 1);
}

const ENGINES: Readonly<Record<string, string>> = {
	counting: `
import array, sys
runs = array.array("f", [0])
def open_model(plan):
    def run():
        runs[0] += 1
        for _ in range(20000): pass
    print("said by the engine")
    return run, lambda: [runs, runs], "counting 1"
`,
	talking: `
import socket
def open_model(plan):
    socket.socket()
`,
};

test.skipIf(!hasPython)(`the output is that of one run${skipped}`, async () => {
	const answer = await ask("counting", "output");
	expect("response" in answer && answer.response).toMatchObject({ samples: [], facts: { library: "counting 1" } });
	const { output = "" } = "response" in answer ? answer.response : {};
	expect(readFloats(output)).toEqual(Float32Array.of(1, 1));
});

test.skipIf(!hasPython)(`samples are microseconds of a run${skipped}`, async () => {
	const answer = await ask("counting", "time");
	const { samples = [] } = "response" in answer ? answer.response : {};
	expect(samples.length).toBeGreaterThanOrEqual(15);
	expect(Math.min(...samples)).toBeGreaterThan(20);
	expect(Math.max(...samples)).toBeLessThan(100_000);
});

test.skipIf(!hasPython)(`a binding that opens a socket is stopped${skipped}`, async () => {
	const answer = await ask("talking", "time");
	expect("failure" in answer && answer.failure).toMatch(/^RuntimeError: a peer may not use the network.*socket/);
});

test.skipIf(!hasPython)(`what was installed for the same requirements is taken as it is${skipped}`, () => {
	const requirements = join(folder, "requirements.txt");
	writeFileSync(requirements, "this is no requirement\n");
	const site = join(folder, "site");
	expect(installBindings(requirements, site)).toEqual({ missing: expect.stringMatching(/^pip: ./) });
	const { stdout } = spawnSync("python3", ["-c", "import sys; print(sys.implementation.cache_tag)"], {
		encoding: "utf8",
	});
	const path = join(site, stdout.trim());
	mkdirSync(path, { recursive: true });
	writeFileSync(join(path, "polyinfer-requirements.txt"), "this is no requirement\n");
	expect(installBindings(requirements, site)).toEqual({ path });
});
