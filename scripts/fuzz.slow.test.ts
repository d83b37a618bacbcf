import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { fuzz } from "./run/fuzz.mjs";

test.each(["onnx", "npy"])("%s withstands 10 seconds of changed files, within time and memory", async (target) => {
	const { code, output } = await fuzz([target, "--seconds", "10", "--seed", "1"], { show: false });
	expect(output).toMatch(/ \d{3,} files, \d{2,} different ends, .* 0 crashers\n$/);
	expect(code).toBe(0);
});

const isBuilt = existsSync("packages/engine-host/build/native/libpolyinfer_null.so");

test.skipIf(!isBuilt)(
	"changed copies of a model go to an engine, one process each (needs the native build)",
	async () => {
		const model = join(mkdtempSync(join(tmpdir(), "polyinfer-fuzz-")), "one.null");
		writeFileSync(model, "1");
		const args = ["engine", "null", model, "--library", "-", "--seed", "1", "--seconds", "60", "--", "--runs", "20"];
		const { code, output } = await fuzz(args, { show: false });
		rmSync(dirname(model), { recursive: true });
		expect(output).toMatch(/^null: \{"seed":1,"runs":20,"ends":\{.*"deaths":0,/);
		expect(code).toBe(0);
	},
);
