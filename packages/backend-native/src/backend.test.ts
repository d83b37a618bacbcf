import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addNet, loadNet } from "@polyinfer/conformance";
import { openSession } from "@polyinfer/core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openvinoEngine } from "./engines/openvino/engine.ts";
import { findEngine } from "./find-engine.ts";
import { openvino } from "./index.ts";

const found = await findEngine(openvinoEngine);
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
	expect(availability).toMatchObject({ status: "missing", advice: expect.stringMatching(/^np[mx] /) });
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
