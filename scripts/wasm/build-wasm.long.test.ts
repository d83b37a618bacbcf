import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { sha256Of } from "../pack/sha256-of.mjs";
import { finish, tool } from "../run/command.mjs";
import { root } from "../run/root.mjs";
import { buildWasm } from "./build-wasm.mjs";
import { readRecord, wasmFile } from "./wasm-record.mjs";
import { wasmSources } from "./wasm-sources.mjs";
import { aptLine, wasmTools } from "./wasm-tools.mjs";

const { clang, linker } = readRecord();
const recorded = `${clang}, ${linker}`;
const [same] = wasmTools().filter(({ names }) => names.join(", ") === recorded);
const [other] = wasmTools().filter(({ names }) => names.join(", ") !== recorded);

const work = mkdtempSync(join(tmpdir(), "polyinfer-wasm-"));
afterAll(() => rmSync(work, { recursive: true }));

test.skipIf(same === undefined)(
	`${recorded} makes the bytes of ops.wasm from its sources in another folder (needs them: ${aptLine})`,
	async () => {
		const copy = join(work, "a copy");
		for (const file of ["scripts", ...wasmSources()]) {
			mkdirSync(dirname(join(copy, file)), { recursive: true });
			cpSync(join(root, file), join(copy, file), { recursive: true });
		}
		const made = join(work, "made.wasm");
		const ended = await finish(process.execPath, [join(copy, "scripts/wasm/build-wasm.mjs"), made], { show: false });
		expect(ended).toEqual({ code: 0, output: "" });
		expect(sha256Of(made)).toBe(sha256Of(wasmFile));
		expect(readFileSync(made).includes(tmpdir())).toBe(false);
	},
);

/** The tests of ops but those on GPUs, where nothing is WebAssembly. */
function testsOfProcessors(): string[] {
	const files = readdirSync(join(root, "packages/ops/src"), { recursive: true, encoding: "utf8" });
	const tests = files.filter((file) => file.endsWith(".test.ts") && !/cuda|webgpu/.test(file));
	return tests.map((file) => `packages/ops/src/${file}`);
}

/** In CI one of the two has to run. */
const isSkipped = other === undefined && !(process.env.CI && same === undefined);

test.skipIf(isSkipped)(
	`what ${other?.names[0] ?? "another clang"} makes of the kernels passes the tests of ops (needs another clang than the recorded one)`,
	async () => {
		if (other === undefined) throw new Error(`There is no clang that compiles to WebAssembly. Type: ${aptLine}`);
		const made = join(work, "other.wasm");
		await buildWasm(made, other);
		const args = [tool("vitest/vitest.mjs"), "run", "--project", "unit", "--reporter", "dot", ...testsOfProcessors()];
		const ended = await finish(process.execPath, args, { show: false, env: { POLYINFER_OPS_WASM: made } });
		expect(ended.code, ended.output).toBe(0);
	},
	300_000,
);
