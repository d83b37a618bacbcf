import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runProcess } from "../harness/run-process.ts";
import { cPeer } from "./c-peer.ts";
import { ENGINES } from "./cases.ts";
import { type Plan, planFile } from "./plan.ts";

const sources = join(import.meta.dirname, "loops");
const hasCompiler = process.platform !== "win32" && spawnSync("cc", ["--version"]).status === 0;
const skipped = hasCompiler ? "" : " (there is no C compiler `cc`)";

for (const { id, title, peer } of ENGINES.filter(({ peer }) => peer.endsWith("-c")))
	test.skipIf(!hasCompiler)(`the program of ${title} compiles and says what it cannot open${skipped}`, async () => {
		const folder = mkdtempSync(join(tmpdir(), "polyinfer-"));
		try {
			const made = cPeer(id, peer, title, sources, folder);
			expect(made.missing).toBeUndefined();
			const plan: Plan = {
				engine: id,
				model: "",
				files: ["none"],
				library: join(folder, "none.so"),
				input: { name: "x", shape: [1, 4], netShape: [4], file: "" },
				outputs: [],
				clock: "wall",
				sampleMs: 1,
			};
			writeFileSync(planFile(folder, "one"), JSON.stringify(plan));
			const answer = await runProcess(made, { case: "one", folder, task: "time", measureMs: 1 }, 1);
			expect("failure" in answer && answer.failure).toMatch(/^dlopen: .*none\.so/);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

test.skipIf(!hasCompiler)(`a program that does not compile is missing${skipped}`, () => {
	const folder = mkdtempSync(join(tmpdir(), "polyinfer-"));
	try {
		expect(cPeer("unknown", "unknown-c", "", sources, folder).missing).toMatch(/^cc: .*unknown_loop\.c/);
	} finally {
		rmSync(folder, { recursive: true });
	}
});
