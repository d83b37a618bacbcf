import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { bundle } from "../testing/bundle.ts";
import { runProcess } from "../testing/process.ts";
import { openCache } from "./open-cache.ts";

let program = "";
let folder = "";
beforeAll(async () => {
	program = await bundle(new URL("./testing/fill-slowly.ts", import.meta.url));
});
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-cache-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const ask = () => openCache(folder).folder("test", { of: "both" }, (into) => writeFile(join(into, "third"), "new"));

test("processes that fill the same at once both get it, from one of them alone", async () => {
	const ended = await Promise.all(["one", "two", "three"].map((word) => runProcess(program, [folder, word])));
	for (const { code, stderr } of ended) expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
	const paths = new Set(ended.map(({ stdout }) => (JSON.parse(stdout) as { path: string }).path));
	expect(paths.size).toBe(1);
	const { path, reused } = await ask();
	expect(reused).toBe(true);
	expect([...paths]).toEqual([path]);
	expect(["one", "two", "three"]).toContain(await readFile(join(path, "second"), "utf8"));
	expect((await readdir(join(folder, "artifacts"))).filter((name) => name.startsWith("."))).toEqual([]);
});

test("what a killed process had half filled is never given", async () => {
	const { code, stdout } = await runProcess(program, [folder, "killed"], { timeoutMs: 200 });
	expect({ code, stdout }).toEqual({ code: null, stdout: "" });
	const { path, reused } = await ask();
	expect(reused).toBe(false);
	expect(await readdir(path)).toEqual(["third"]);
	expect((await readdir(join(folder, "artifacts"))).filter((name) => name.startsWith("."))).toEqual([]);
});
