import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { platforms } from "../pack/platforms-table.mjs";
import { cells } from "./cells-table.mjs";
import { documentFile, documentOf } from "./document.mjs";

const natives = platforms.map(({ name }) => ({
	platform: name,
	files: ["/b/host.node", "/b/libpolyinfer_isolated.so", "/b/libpolyinfer_onnxruntime.so", "/b/polyinfer_ncnn.dll"],
	licences: [],
}));
const packed = [{ name: "@polyinfer/core", tarball: "core.tgz", sizeBytes: 123_456, hasTypes: true }];

test("the page tells of each platform what was compiled, and whether it was run", () => {
	const outcomes = platforms.map(({ name }, i) => ({
		name,
		text: i === 0 ? "run: below" : "only built: no machine",
	}));
	const text = documentOf({ packed, natives, outcomes, date: new Date("2026-11-23T12:00:00Z") });
	expect(text).toContain("| linux-x64 | `x86_64-linux-gnu.2.28` | *run*: below | ncnn, onnxruntime | mnn: ");
	expect(text).toContain("*only built*: no machine");
	expect(text).toContain("| @polyinfer/core | 0.12 |");
	expect(text).toContain("On 2026-11-23, Node ");
});

test("docs/release.md tells of every platform and of every way to install, and of nothing that failed", () => {
	const text = readFileSync(documentFile, "utf8");
	for (const { name, zig } of platforms)
		expect(text).toMatch(new RegExp(`^\\| ${name} \\| \`${zig}\` \\| \\*(run|only built)\\*: `, "m"));
	for (const { name, expect: right } of cells) {
		const row = text.split("\n").find((line) => line.startsWith(`| ${name} | `)) ?? `no row for ${name}`;
		expect(row.slice(`| ${name} | `.length, -2)).toMatch(right);
	}
	expect(text).not.toContain("FAILED");
});
