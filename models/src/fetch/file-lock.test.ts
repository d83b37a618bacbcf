import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withFileLock } from "./file-lock.ts";

let folder: string;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-lock-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("gives what the work gives and removes the file, also where the work fails", async () => {
	const path = join(folder, ".lock");
	expect(await withFileLock(path, async () => 7)).toBe(7);
	await expect(withFileLock(path, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
	await expect(stat(path)).rejects.toThrow("ENOENT");
});

test("takes over a lock that nobody touched for long", async () => {
	const path = join(folder, ".lock");
	await writeFile(path, "");
	const longAgo = new Date(Date.now() - 60_000);
	await utimes(path, longAgo, longAgo);
	expect(await withFileLock(path, async () => "mine")).toBe("mine");
});

test("lets one process in at a time", async () => {
	const script = join(folder, "holder.mjs");
	await build({
		stdin: {
			contents: `import { appendFileSync } from "node:fs";
				import { withFileLock } from ${JSON.stringify(fileURLToPath(new URL("./file-lock.ts", import.meta.url)))};
				const [lock, log] = process.argv.slice(2);
				for (let i = 0; i < 5; i++) await withFileLock(lock, async () => {
					appendFileSync(log, "in ");
					await new Promise((resolve) => setTimeout(resolve, 10));
					appendFileSync(log, "out ");
				});`,
			resolveDir: folder,
		},
		outfile: script,
		bundle: true,
		format: "esm",
		platform: "node",
	});
	const log = join(folder, "log");
	const process_ = () =>
		new Promise((resolve) =>
			spawn(process.execPath, [script, join(folder, ".lock"), log], { stdio: "inherit" }).on("close", resolve),
		);
	expect(await Promise.all([process_(), process_(), process_()])).toEqual([0, 0, 0]);
	expect(await readFile(log, "utf8")).toBe("in out ".repeat(15));
});
