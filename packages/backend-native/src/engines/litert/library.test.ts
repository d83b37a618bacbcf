import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addNet, loadNet } from "@polyinfer/conformance";
import { openSession } from "@polyinfer/core";
import { engineLibraryPath, findRunner } from "@polyinfer/engine-host";
import { fetchModel } from "@polyinfer/models";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createNativeBackend } from "../../backend.ts";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { litertEngine } from "./engine.ts";

const litert = createNativeBackend(litertEngine as NativeEngine);
const found = await findEngine(litertEngine as NativeEngine);
const lacks = found.status === "missing" ? ` (${found.reason})` : "";
const run = test.runIf(lacks === "");
const short = await fetchModel("face-short-range");
let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

/** A copy of the library in the folders of a Python package of this version. */
async function installed(version: string): Promise<string> {
	const site = await mkdtemp(join(folder, "site-"));
	await mkdir(join(site, `ai_edge_litert-${version}.dist-info`));
	await mkdir(join(site, "ai_edge_litert"));
	const library = join(site, "ai_edge_litert", "libLiteRt.so");
	await copyFile((found as { library: string }).library, library);
	return library;
}

run(
	`tells its version from the package beside the library, and refuses one that it does not know${lacks}`,
	async () => {
		const model = await loadNet(addNet, "tflite");
		const session = await openSession(litert, model, {}, { options: { library: await installed("2.3.0") } });
		expect(session.report.library?.version).toBe("2.3.0");
		await session.dispose();
		for (const version of ["2.0.1", "2.4.0", "3.0.0"]) {
			const library = await installed(version);
			await expect(openSession(litert, model, {}, { options: { library } }), version).rejects.toMatchObject({
				code: "UNAVAILABLE",
				stage: "load",
				message: `Expected LiteRT 2.0.2 to 2.3 but ${library} is of version ${version}.`,
				advice: expect.stringContaining("polyinfer engines add litert"),
			});
		}
	},
);

const compiler = spawnSync("cc", ["--version"]).status === 0;
test.runIf(lacks === "" && compiler)(
	`refuses other libraries, and LiteRT with functions that it does not know${compiler ? lacks : " (there is no C compiler here)"}`,
	async () => {
		const model = await loadNet(addNet, "tflite");
		const other = join(folder, "other.so");
		const source = fileURLToPath(new URL("./testing/other_litert.c", import.meta.url));
		expect(spawnSync("cc", ["-shared", "-fPIC", source, "-o", other]).status).toBe(0);
		const package_ = fileURLToPath(new URL("../../../package.json", import.meta.url));
		for (const [library, words] of [
			[other, "functions are not known"],
			[engineLibraryPath(join(package_, ".."), "litert"), "has no LiteRtCreateEnvironment"],
		] as const)
			await expect(openSession(litert, model, {}, { options: { library } }), words).rejects.toMatchObject({
				code: "UNAVAILABLE",
				stage: "load",
				message: expect.stringContaining(words),
			});
	},
);

const runner = findRunner();
const noRunner = lacks || (runner.status === "missing" ? runner.reason : short.missing);
test.skipIf(noRunner)(`prints nothing, neither at load nor at open nor at a run ${noRunner ?? ""}`, async () => {
	const { engine, library } = found as { engine: string; library: string };
	const model = join(folder, "model.tflite");
	await symlink(short.path as string, model);
	const { status, stderr } = spawnSync((runner as { runner: string }).runner, ["run", engine, library, model], {
		encoding: "utf8",
	});
	// The runner shows on stderr what a session logs: this one line came that way.
	expect([status, stderr]).toEqual([0, "INFO: Created TensorFlow Lite XNNPACK delegate for CPU.\n"]);
});
