import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dynamicBatchNet, evaluate, feedsFor, loadNet } from "@polyinfer/conformance";
import { openSession, type Session } from "@polyinfer/core";
import { openCache } from "@polyinfer/engine-host/cache";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TensorrtOptions } from "./options.ts";
import { lacksFakes, loadFakes } from "./testing/fake/fakes.ts";

let folder = "";

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(lacksFakes !== "").each([10, 11] as const)(`on TensorRT %i, a fake${lacksFakes}`, (major) => {
	const open = async (options: TensorrtOptions): Promise<Session> => {
		const inputs = { x: { shape: { min: [1, 4], opt: [2, 4], max: [8, 4] } } };
		const model = await loadNet(dynamicBatchNet, "onnx");
		const request = { options: { ...options }, cache: openCache(folder) };
		return openSession(loadFakes(major).backend, model, { inputs }, request);
	};
	const errorOf = async (session: Session): Promise<number> => {
		const shaped = { ...dynamicBatchNet, inputs: [{ name: "x", dtype: "float32", shape: [2, 4] }] } as const;
		const feeds = feedsFor(shaped, 3);
		const { y } = await session.run(feeds);
		const expected = evaluate(dynamicBatchNet, feeds).y?.values as ArrayLike<number>;
		expect([y?.dtype, y?.shape]).toEqual(["float32", [2, 3]]);
		return Math.max(...Array.from(y?.data as Float32Array, (value, i) => Math.abs(value - Number(expected[i]))));
	};

	test("float32 is what nobody asks otherwise for, and the report tells library and build", async () => {
		const session = await open({});
		expect(await errorOf(session)).toBeLessThan(1e-5);
		expect(session.report).toMatchObject({ precision: "fp32", conversions: [], device: "cuda:0" });
		expect(session.report.notes).toContainEqual(
			expect.stringMatching(new RegExp(`^TensorRT ${major}\\.\\d+\\.\\d+: the plan was built in \\d+\\.\\d s`)),
		);
		await session.dispose();
	});

	test("float16 is a flag of 10 and a rewritten model for 11, which the report tells", async () => {
		const session = await open({ precision: "fp16" });
		expect(await errorOf(session)).toBeLessThan(0.02);
		expect(session.report.precision).toBe("fp16");
		expect(session.report.conversions).toEqual(major === 10 ? [] : ["onnx: float32 -> float16"]);
		expect(session.inputs).toMatchObject([{ name: "x", dtype: "float32", shape: [null, 4] }]);
		await session.dispose();
	});

	test("what a build has measured is taken by later ones of the same model", async () => {
		await (await open({ precision: "tf32" })).dispose();
		const session = await open({ precision: "tf32", optimizationLevel: 2 });
		expect(session.report.notes).toContainEqual(expect.stringContaining("by what earlier builds have measured"));
		await session.dispose();
	});

	test("what only 10 can choose is UNSUPPORTED on 11, with what to do instead", async () => {
		const opening = open({ precision: "bf16" });
		if (major === 10) await (await opening).dispose();
		else
			await expect(opening).rejects.toMatchObject({
				code: "UNSUPPORTED",
				message: expect.stringContaining("Write the model with those types."),
			});
	});
});
