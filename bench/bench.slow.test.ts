import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findAddon } from "@polyinfer/engine-host";
import { expect, test } from "vitest";
import { bundleBench } from "../scripts/run/bench.mjs";
import { finish } from "../scripts/run/command.mjs";
import { judgeGates } from "./harness/judge-gates.ts";
import type { BenchResult } from "./harness/result.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const addon = findAddon();

test.skipIf(addon.status === "missing")(
	`a suite runs from its nets to its page${addon.status === "missing" ? ` (${addon.reason})` : ""}`,
	async () => {
		const args = ["sessions", "--quick", "--rounds", "1", "--only", "tiny-sync", "--only", "copies"];
		const { code, output } = await finish(process.execPath, [await bundleBench(), ...args], { cwd: root, show: false });
		// How quick this machine is while it tests is not asked here.
		expect([0, 1]).toContain(code);
		expect(output).toContain("| tiny net, runSync | onnxruntime-node | at least 3x |");
		const [, file = ""] = /^wrote (.*\.json)$/m.exec(output) ?? [];
		const result = JSON.parse(readFileSync(join(root, file), "utf8")) as BenchResult;
		const [suite] = result.suites;
		const tiny = suite?.cases.find(({ id }) => id === "tiny-sync");
		expect(tiny?.equality["onnxruntime-node"]).toEqual({ difference: 0, isEqual: true });
		expect(tiny?.rounds.map(({ peer }) => peer)).toEqual(expect.arrayContaining(["polyinfer", "onnxruntime-node"]));
		for (const { samples } of tiny?.rounds ?? []) expect(samples.length).toBeGreaterThanOrEqual(15);
		const copied = suite && judgeGates(suite).find(({ gate }) => gate.case === "copies");
		expect(copied?.outcome).toBe("holds");
	},
);
