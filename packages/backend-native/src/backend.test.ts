import { spawnSync } from "node:child_process";
import { link, mkdir, mkdtemp, readdir, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { addNet, loadNet } from "@polyinfer/conformance";
import { InferenceError, openSession } from "@polyinfer/core";
import { findRunner } from "@polyinfer/engine-host";
import { openCache } from "@polyinfer/engine-host/cache";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openvinoEngine } from "./engines/openvino/engine.ts";
import { findEngine } from "./find-engine.ts";
import { openvino } from "./index.ts";

const found = await findEngine(openvinoEngine);
const libraries =
	found.status === "found" ? (await readdir(dirname(found.library))).filter((name) => name.includes(".so")) : [];
let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

test("what is missing is told with the line to type, and nothing is thrown", async () => {
	vi.stubEnv("POLYINFER_CACHE", join(folder, "nothing"));
	vi.stubEnv("POLYINFER_OPENVINO_LIBRARY", undefined);
	const availability = await openvino.availability();
	vi.unstubAllEnvs();
	expect(availability).toMatchObject({ status: "missing", advice: expect.stringMatching(/^npx? /) });
});

test.runIf(found.status === "found")("says what is here without loading it", async () => {
	expect(await openvino.availability()).toMatchObject({
		status: "found",
		library: (found as { library: string }).library,
	});
});

test("unknown options and wrong kinds are INVALID_ARGUMENT, with the nearest key", async () => {
	const model = await loadNet(addNet, "onnx");
	for (const [options, text] of [
		[{ performanceHnt: "latency" }, "Did you mean `performanceHint`?"],
		[{ search: "everywhere" }, 'one of "system"'],
		[{ properties: { A: 1 } }, "Expected a string for option `properties.A` of openvino but received 1."],
	] as const)
		await expect(openSession(openvino, model, {}, { options })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining(text),
		});
});

/** The engine's folder in another place, without the library `name`, or with `content` in its place. Gives the C library. */
async function spoil(name: string, content?: Buffer): Promise<string> {
	const [from, to] = [dirname((found as { library: string }).library), await mkdtemp(join(folder, "spoilt-"))];
	await mkdir(to, { recursive: true });
	for (const library of libraries) if (library !== name) await link(join(from, library), join(to, library));
	if (content) await writeFile(join(to, name), content, { mode: 0o644 });
	return join(to, basename((found as { library: string }).library));
}

const isLinked = found.status === "found" && spawnSync("ln", ["--version"]).status === 0;
test.runIf(isLinked && findRunner().status === "found").each(libraries)(
	"a removed or broken library ends in an error with stage, reason and advice: %s",
	async (name) => {
		const model = await loadNet(addNet, "onnx");
		for (const content of [undefined, Buffer.from("7f454c4602010100", "hex"), Buffer.from("not a library")]) {
			const library = await spoil(name, content);
			const error: unknown = await openSession(
				openvino,
				model,
				{},
				{ options: { library }, cache: openCache(join(folder, "cache")) },
			).catch((reason: unknown) => reason);
			expect(error, `${name} ${content?.toString("latin1")}`).toBeInstanceOf(InferenceError);
			expect(error).toMatchObject({
				code: "UNAVAILABLE",
				stage: expect.stringMatching(/^(find|load|compile)$/),
				advice: expect.any(String),
			});
		}
	},
);
