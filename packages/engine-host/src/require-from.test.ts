import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { requireFrom } from "./require-from.ts";

test("packages are those that the module at the address sees, not those of this file", () => {
	const folder = mkdtempSync(join(tmpdir(), "polyinfer-require-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, "beside.json"), "{}");
	const require = requireFrom(pathToFileURL(join(folder, "module.js")).href);
	expect(require.resolve("./beside.json")).toBe(join(folder, "beside.json"));
});

test("in a bundle they are those that the bundle sees, whatever the address", () => {
	const folder = mkdtempSync(join(tmpdir(), "polyinfer-require-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	writeFileSync(join(folder, "beside.json"), "{}");
	for (const url of [undefined, "file:///nowhere/source.js"])
		expect(requireFrom(url, join(folder, "bundle.cjs")).resolve("./beside.json")).toBe(join(folder, "beside.json"));
});
