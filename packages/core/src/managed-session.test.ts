import {
	addNet,
	createFakeBackend,
	dynamicBatchNet,
	type FakeBackend,
	type FakeOptions,
	loadNet,
} from "@polyinfer/conformance";
import { expect, test } from "vitest";
import { openSession } from "./open-session.ts";
import type { Session, SessionOptions } from "./session.ts";
import { Tensor } from "./tensor.ts";

async function open(
	fake: FakeOptions = {},
	options: SessionOptions = {},
	net = addNet,
): Promise<{ session: Session; backend: FakeBackend; feeds: Record<string, Tensor> }> {
	const backend = createFakeBackend(fake);
	const session = await openSession(backend, await loadNet(net, "onnx"), options);
	const feeds = Object.fromEntries(
		session.inputs.map(({ name, dtype, shape }) => {
			const sizes = (shape ?? []).map((dim) => dim ?? 1);
			const size = sizes.reduce((a, b) => a * b, 1);
			return [name, new Tensor(dtype, new Float32Array(size).fill(2), sizes)];
		}),
	);
	return { session, backend, feeds };
}
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test("wrong feeds never reach the backend", async () => {
	const { session, backend } = await open();
	await expect(session.run({})).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	await expect(session.run({ nope: new Tensor("float32", new Float32Array(1), [1]) })).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
	});
	expect(backend.calls.some(({ method }) => method === "run")).toBe(false);
	expect(session.stats).toMatchObject({ runs: 0, errors: 0, aborted: 0, inFlight: 0 });
});

test.each([
	[null, "Expected an object with options of run but received null."],
	["z", "Expected an object with options of run but received z."],
	[{ sgnal: 1 }, "Unknown option `sgnal` of run. Did you mean `signal`? Known: outputs, signal."],
	[{ signal: {} }, "Expected an AbortSignal for option `signal` but received an object."],
	[{ signal: null }, "Expected an AbortSignal for option `signal` but received null."],
	[{ outputs: "sum" }, 'Expected names, or tensors by name, for option `outputs` of run but received "sum".'],
	[{ outputs: null }, "Expected names, or tensors by name, for option `outputs` of run but received null."],
])("options %j never reach the backend", async (options, message) => {
	const { session, backend, feeds } = await open();
	await expect(session.run(feeds, options as never)).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		stage: "run",
		message,
	});
	expect(backend.calls.some(({ method }) => method === "run")).toBe(false);
	expect(session.stats).toMatchObject({ runs: 0, errors: 0, inFlight: 0 });
	await session.dispose();
});

test("the profile of a backend that measures no layers is UNSUPPORTED, and DISPOSED after dispose", async () => {
	const { session } = await open();
	expect(() => session.profile()).toThrow(expect.objectContaining({ code: "UNSUPPORTED", stage: "run" }));
	await session.dispose();
	expect(() => session.profile()).toThrow(expect.objectContaining({ code: "DISPOSED" }));
});

test("runs beyond maxConcurrency + maxQueue are BUSY, and room is made again", async () => {
	const { session, feeds } = await open({ runMs: 20 }, { maxQueue: 1 });
	const first = session.run(feeds);
	const second = session.run(feeds);
	await expect(session.run(feeds)).rejects.toMatchObject({ code: "BUSY", retryable: true });
	await Promise.all([first, second]);
	await session.run(feeds);
	expect(session.stats).toMatchObject({ runs: 3, inFlight: 0 });
	await session.dispose();
});

test("a feed may be overwritten or transferred as soon as run has returned, waiting or not", async () => {
	const { session, backend } = await open({ runMs: 10 });
	const results = Array.from({ length: 3 }, (_, k) => {
		const feeds = Object.fromEntries(
			session.inputs.map(({ name, shape }) => {
				const sizes = (shape ?? []) as number[];
				return [name, new Tensor("float32", new Float32Array(sizes.reduce((a, b) => a * b, 1)).fill(k), sizes)];
			}),
		);
		const promise = session.run(feeds);
		for (const { data } of Object.values(feeds))
			structuredClone(data.buffer, { transfer: [data.buffer as ArrayBuffer] });
		return promise;
	});
	const outputs = await Promise.all(results);
	const values = outputs.map((output) => Object.values(output)[0]?.toNumbers()[0] as number);
	expect(values[2]).not.toBe(values[0]);
	expect((values[1] as number) - (values[0] as number)).toBe((values[2] as number) - (values[1] as number));
	expect(backend.violations).toEqual([]);
	await session.dispose();
});

test("dispose lets the run inside finish, rejects the waiting one, and is idempotent", async () => {
	const { session, backend, feeds } = await open({ runMs: 20 });
	const inside = session.run(feeds);
	const waiting = session.run(feeds);
	const disposed = session.dispose();
	expect(session.dispose()).toBe(disposed);
	await expect(waiting).rejects.toMatchObject({ code: "DISPOSED" });
	await inside;
	await disposed;
	await expect(session.run(feeds)).rejects.toMatchObject({ code: "DISPOSED" });
	expect(() => session.runSync(feeds)).toThrow("disposed");
	expect(backend.counters()).toMatchObject({ sessions: 0, runs: 0 });
	expect(backend.violations).toEqual([]);
});

test("a waiting run leaves at once on abort; the error carries the signal's reason", async () => {
	const { session, feeds } = await open({ runMs: 100 });
	const inside = session.run(feeds);
	const controller = new AbortController();
	const waiting = session.run(feeds, { signal: controller.signal });
	let isInside = true;
	void inside.finally(() => {
		isInside = false;
	});
	controller.abort("enough");
	await expect(waiting).rejects.toMatchObject({ code: "ABORTED", cause: "enough", name: "AbortError" });
	expect(isInside).toBe(true);
	await inside;
	expect(session.stats).toMatchObject({ runs: 1, aborted: 1, errors: 0 });
	await session.dispose();
});

test("an aborted run inside the engine carries the signal's reason too", async () => {
	const { session, feeds } = await open({ runMs: 200 });
	const controller = new AbortController();
	const run = session.run(feeds, { signal: controller.signal });
	await sleep(5);
	controller.abort("now");
	await expect(run).rejects.toMatchObject({ code: "ABORTED", cause: "now" });
	await session.dispose();
});

test("runSync is UNSUPPORTED where the backend has none", async () => {
	const { session, feeds } = await open({ capabilities: { syncRuns: false } });
	expect(() => session.runSync(feeds)).toThrow("cannot run on the calling thread");
	await session.dispose();
});

test("a failed run counts as an error and keeps the engine's code", async () => {
	const { session, feeds } = await open({ fail: { stage: "run", code: "ENGINE", engineCode: 7 } });
	await expect(session.run(feeds)).rejects.toMatchObject({ code: "ENGINE", engineCode: 7 });
	expect(session.stats).toMatchObject({ runs: 0, errors: 1 });
	await session.dispose();
});

test("allocate needs a shape that fits, and is plain memory where the backend has no pool", async () => {
	const { session } = await open({ allocate: false }, {}, dynamicBatchNet);
	const name = session.inputs[0]?.name as string;
	expect(() => session.allocate("nope")).toThrow("no input or output");
	expect(() => session.allocate(name)).toThrow("Expected a shape");
	const shape = (session.inputs[0]?.shape ?? []).map((dim) => dim ?? 3);
	const tensor = session.allocate(name, shape);
	expect([tensor.shape, tensor.pooled]).toEqual([shape, false]);
	await session.dispose();
	expect(() => session.allocate(name, shape)).toThrow("disposed");
});

test("bounds fix what the session shows and refuse other shapes", async () => {
	const { session: free } = await open({}, {}, dynamicBatchNet);
	const { name, shape } = free.inputs[0] as { name: string; shape: readonly (number | null)[] };
	await free.dispose();
	const fixed = shape.map((dim) => dim ?? 2);
	const { session } = await open({}, { inputs: { [name]: { shape: fixed } } }, dynamicBatchNet);
	expect(session.inputs[0]?.shape).toEqual(fixed);
	const wrong = fixed.map((size, axis) => (shape[axis] === null ? size + 1 : size));
	const data = new Float32Array(wrong.reduce((a, b) => a * b, 1));
	await expect(session.run({ [name]: new Tensor("float32", data, wrong) })).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
	});
	await session.warmUp();
	await session.dispose();
});
