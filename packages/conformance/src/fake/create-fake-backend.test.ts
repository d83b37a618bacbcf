import {
	type BackendSession,
	ERRORS,
	type ErrorCode,
	type LoadedModel,
	openSession,
	STAGES,
	Tensor,
} from "@polyinfer/core";
import { expect, test } from "vitest";
import { feedsFor } from "../feeds-for.ts";
import { loadNet, loadRaw } from "../load-net.ts";
import { addNet } from "../nets/add.ts";
import { dynamicAxesNet } from "../nets/dynamic.ts";
import { createFakeBackend } from "./create-fake-backend.ts";
import type { FakeOptions } from "./fake-options.ts";

const context = { stage: () => undefined, progress: () => undefined, log: () => undefined };
const model = await loadNet(addNet);
const plain = { options: {}, inputs: {}, strict: false, trusted: false };
const feed = () => new Tensor("float32", new Float32Array(6), [2, 3]) as Tensor;

/** A session without core around it, and what the fake holds against its caller. */
async function bare(options: FakeOptions = {}, loaded: LoadedModel = model) {
	const fake = createFakeBackend(options);
	return { fake, session: await fake.createSession(loaded, plain, context) };
}

async function violations(misuse: (session: BackendSession) => Promise<unknown>, options: FakeOptions = {}) {
	const { fake, session } = await bare(options);
	await misuse(session).catch(() => undefined);
	return fake.violations;
}

test("computes through core and notes every call", async () => {
	const fake = createFakeBackend();
	const session = await openSession(fake, model);
	const { sum } = await session.run(feedsFor(addNet) as never);
	const { a, b } = feedsFor(addNet);
	expect(sum?.toNumbers()).toEqual(a?.toNumbers().map((x, i) => Math.fround(x + (b?.toNumbers()[i] as number))));
	session.allocate("a").dispose();
	await session.dispose();
	expect(fake.calls.map(({ method }) => method)).toEqual(["createSession", "run", "allocate", "dispose"]);
	expect(fake.violations).toEqual([]);
	expect(fake.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
});

test("fails at each stage with each code", async () => {
	for (const stage of STAGES.slice(0, -1))
		for (const code of Object.keys(ERRORS) as ErrorCode[]) {
			const fail = { stage, code, message: "as told", advice: "do this", engineCode: 7 };
			await expect(bare({ fail })).rejects.toMatchObject({
				stage,
				code,
				message: "as told",
				advice: "do this",
				engineCode: 7,
			});
		}
});

test("fails runs, and throws what it is given", async () => {
	const { session } = await bare({ fail: { stage: "run", code: "DEVICE_LOST" } });
	await expect(session.run([feed(), feed()], ["new"])).rejects.toMatchObject({ code: "DEVICE_LOST" });
	expect(() => session.runSync?.([feed(), feed()], ["new"])).toThrow();
	await expect(bare({ fail: { stage: "load", code: "ENGINE", raw: "a text" } })).rejects.toBe("a text");
});

test("is missing, with the reason", async () => {
	const missing = { reason: "no library", advice: "install it" };
	const fake = createFakeBackend({ missing });
	expect(await fake.availability()).toEqual({ status: "missing", ...missing });
	await expect(fake.createSession(model, plain, context)).rejects.toMatchObject({
		code: "UNAVAILABLE",
		message: "no library",
	});
});

test("has only the members that its options give", async () => {
	const { session } = await bare({ allocate: false, capabilities: { syncRuns: false } });
	expect(session.runSync).toBeUndefined();
	expect(session.allocate).toBeUndefined();
	expect((await bare({ hidesShapes: true })).session.inputs[0]).toEqual({ name: "a", dtype: "float32", shape: null });
});

test("refuses what it is told not to take", async () => {
	await expect(bare({ capabilities: { dtypes: ["uint8"] } })).rejects.toMatchObject({ code: "UNSUPPORTED" });
	const dynamic = await loadNet(dynamicAxesNet);
	await expect(bare({ capabilities: { dynamicShapes: false } }, dynamic)).rejects.toMatchObject({
		code: "UNSUPPORTED",
	});
	await expect(bare({}, await loadRaw(Uint8Array.of(1, 2, 3), "onnx"))).rejects.toMatchObject({
		code: "INVALID_MODEL",
	});
});

test("takes any model where it is given a net", async () => {
	const { session } = await bare({ net: addNet }, await loadRaw(Uint8Array.of(1, 2, 3), "onnx"));
	expect(session.outputs.map(({ name }) => name)).toEqual(["sum"]);
});

test("logs, tells its progress and knows its options", async () => {
	const fake = createFakeBackend({ log: [["warning", "careful"]], optionKeys: ["speed"], devices: ["cpu", "gpu"] });
	const lines: unknown[] = [];
	const session = await openSession(
		fake,
		model,
		{ onLog: (...line) => lines.push(line), onProgress: ({ fraction }) => lines.push(fraction) },
		{ device: "gpu", options: { speed: 3 } },
	);
	expect(lines).toEqual([["warning", "fake", "careful"], 0, 1]);
	expect(session.report.device).toBe("gpu");
});

test("notes runs after dispose and a second dispose", async () => {
	const misuse = async (session: BackendSession) => {
		await session.dispose();
		await session.run([feed(), feed()], ["new"]);
		session.runSync?.([feed(), feed()], ["new"]);
		await session.dispose();
	};
	expect(await violations(misuse)).toEqual([
		"run was called after dispose",
		"runSync was called after dispose",
		"dispose was called twice",
	]);
});

test("notes more runs at once than it takes, unless it queues", async () => {
	const misuse = (session: BackendSession) => Promise.all([1, 2].map(() => session.run([feed(), feed()], ["new"])));
	expect(await violations(misuse, { runMs: 1 })).toEqual([
		"run was called while 1 ran, the most that maxConcurrency allows",
	]);
	expect(await violations(misuse, { runMs: 1, queues: true })).toEqual([]);
});

test("notes feeds and outputs that do not fit", async () => {
	const wrong = new Tensor("int32", new Int32Array(6), [2, 3]) as Tensor;
	const { shape } = feed();
	expect(await violations((session) => session.run([wrong, undefined], [wrong]))).toEqual([
		"run was given int32 [2,3] for input `a`",
		"run was given no tensor for input `b`",
		"run was given int32 [2,3] for output `sum`",
	]);
	expect(
		await violations((session) => session.run([{ dtype: "float32", data: [], shape } as never, feed()], [])),
	).toEqual([
		"run was given 0 requests for 1 outputs",
		"run was given no tensor for input `a`",
		"run was given no tensor for output `sum`",
	]);
});

test("notes borrowed memory that is changed during the run", async () => {
	const misuse = async (session: BackendSession) => {
		const a = session.allocate?.("float32", [2, 3]) as Tensor;
		const run = session.run([a, feed()], ["new"]);
		(a.data as Float32Array)[0] = 1;
		await run;
	};
	expect(await violations(misuse, { runMs: 1 })).toEqual(["input `a` was changed while it was borrowed"]);
});

test("counts what it holds", async () => {
	const { fake, session } = await bare({ runMs: 1 });
	const block = session.allocate?.("float32", [2, 3]);
	const run = session.run([feed(), feed()], ["new"]);
	expect(fake.counters()).toEqual({ sessions: 1, runs: 1, blocks: 1 });
	block?.dispose();
	await session.dispose();
	await run;
	expect(fake.counters()).toEqual({ sessions: 0, runs: 0, blocks: 0 });
});
