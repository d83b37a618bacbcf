import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { staleFiles } from "./stale-files.mjs";

function staleOf(files: Record<string, string>): string[] {
	const dist = mkdtempSync(join(tmpdir(), "polyinfer-dist-"));
	onTestFinished(() => rmSync(dist, { recursive: true }));
	for (const [name, text] of Object.entries(files)) {
		mkdirSync(dirname(join(dist, name)), { recursive: true });
		writeFileSync(join(dist, name), text);
	}
	return staleFiles(dist)
		.map((file) => relative(dist, file).replaceAll("\\", "/"))
		.sort();
}

test("chunks that no entry reaches are stale, those behind other chunks are not", () => {
	const files = {
		"index.js": 'import { a } from "./chunk-AAAA.js";\nawait import("./chunk-LAZY.js");',
		"web/index.js": 'export * from "../chunk-BBBB.js";',
		"web/worker.js": "",
		"chunk-AAAA.js": 'import "./chunk-DEEP.js";',
		"chunk-BBBB.js": "",
		"chunk-DEEP.js": "",
		"chunk-LAZY.js": "",
		"chunk-OLD1.js": 'import "./chunk-OLD2.js";',
		"chunk-OLD2.js": "",
		"index.d.ts": "",
	};
	expect(staleOf(files)).toEqual(["chunk-OLD1.js", "chunk-OLD2.js"]);
});

test("source maps that no file names are stale", () => {
	const files = {
		"index.js": "a;\n//# sourceMappingURL=index.js.map\n",
		"index.js.map": "{}",
		"node.js": "b;",
		"node.js.map": "{}",
	};
	expect(staleOf(files)).toEqual(["node.js.map"]);
});

test("a package that was not built has nothing stale", () => {
	expect(staleFiles(join(tmpdir(), "polyinfer-no-such-folder"))).toEqual([]);
});
