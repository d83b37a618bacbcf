import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { recompress } from "./recompress.mjs";

function tarball(): { path: string; content: Buffer; size: number } {
	const folder = mkdtempSync(join(tmpdir(), "polyinfer-tarball-"));
	onTestFinished(() => rmSync(folder, { recursive: true }));
	const path = join(folder, "a.tgz");
	const content = Buffer.from(Array.from({ length: 40_000 }, (_, i) => String((i * i) % 997)).join(" "));
	writeFileSync(path, gzipSync(content, { level: 0 }));
	return { path, content, size: readFileSync(path).length };
}

test.skipIf(process.platform === "win32")("a tarball gets smaller and holds the same", async () => {
	const { path, content, size } = tarball();
	await recompress(path);
	const after = readFileSync(path);
	expect(after.length).toBeLessThan(size);
	expect(gunzipSync(after).equals(content)).toBe(true);
});

test("without gzip a tarball stays as it is", async () => {
	const { path } = tarball();
	const before = readFileSync(path);
	const { PATH } = process.env;
	process.env.PATH = tmpdir();
	try {
		await recompress(path);
	} finally {
		process.env.PATH = PATH;
	}
	expect(readFileSync(path).equals(before)).toBe(true);
});
