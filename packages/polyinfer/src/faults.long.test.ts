import { spawnSync } from "node:child_process";
import { readFile } from "node:fs/promises";
import { findAddon } from "@polyinfer/engine-host";
import { beforeAll, describe, expect, test } from "vitest";
import { FAULTS } from "./testing/faults/faults.ts";
import { buildPrograms, inject } from "./testing/faults/inject.ts";

const isHere = process.platform === "linux" && process.arch === "x64" && findAddon().status === "found";
const hasCompiler = spawnSync("cc", ["--version"]).status === 0;
let programs: readonly string[] = [];

beforeAll(async () => {
	if (isHere) programs = await buildPrograms();
});

describe
	.skipIf(!isHere)
	.concurrent(`what goes wrong is told${isHere ? "" : " (needs the native build for linux-x64)"}`, () => {
		for (const fault of FAULTS) {
			const lacks = fault.needs === "compiler" && !hasCompiler;
			test.skipIf(lacks)(`${fault.what}: ${fault.code}${lacks ? " (there is no C compiler here)" : ""}`, async () => {
				const { code, stage, fix } = fault;
				const { message, ...told } = await inject(fault, programs);
				expect(told, message).toEqual({ code, stage, fix });
			});
		}
	});

test("no two faults have code, stage and advice in common", () => {
	const seen = new Map<string, string>();
	const same: string[] = [];
	for (const { code, stage, fix, what } of FAULTS) {
		const key = [code, stage, fix].join(" | ");
		if (seen.has(key)) same.push(`${what} = ${seen.get(key)}: ${key}`);
		seen.set(key, what);
	}
	expect(same).toEqual([]);
	expect(seen.size).toBeGreaterThanOrEqual(30);
});

test("the documentation lists every fault with its code, stage and advice", async () => {
	const page = await readFile(new URL("../../../docs/errors.md", import.meta.url), "utf8");
	const row = ({ what, code, stage, fix }: (typeof FAULTS)[number]): string =>
		`| ${what} | ${code}${stage === "" ? "" : ` at ${stage}`} | ${fix} |`;
	const rows = FAULTS.map(row);
	expect(rows.filter((line) => !page.includes(line)).join("\n")).toBe("");
});
