import { openSession, type SessionOptions, Tensor } from "@polyinfer/core";
import { expect, test } from "vitest";
import { onnxruntime } from "../../backend.ts";
import { heavyNet } from "../../testing/nets.ts";
import { findEngine } from "./engine.ts";

const engine = await findEngine();
const run = test.runIf(engine.status === "found");

const open = (layers: number, options: SessionOptions) =>
	openSession(onnxruntime, heavyNet(layers), options, { options: { binding: "addon" } });
const square = (n: number, value = 0) => new Tensor("float32", new Float32Array(n * n).fill(value), [n, n]);

run("stops a run soon after an abort, and the next run is right", async () => {
	const session = await open(200, { threads: 1 });
	const abort = new AbortController();
	const started = performance.now();
	const long = session.run({ x: square(640) }, { signal: abort.signal });
	setTimeout(() => abort.abort(new Error("enough")), 50);
	await expect(long).rejects.toMatchObject({ code: "ABORTED", cause: expect.objectContaining({ message: "enough" }) });
	expect(performance.now() - started).toBeLessThan(1500);
	const { y } = await session.run({ x: square(1, 1) });
	expect(y?.data).toEqual(Float32Array.of(1));
	await session.dispose();
});

run("the same memory under another shape, and other memory, are seen by the next run", async () => {
	const session = await open(1, { threads: 1 });
	const data = Float32Array.of(1, 2, 3, 4);
	const [wide, small, other] = [
		new Tensor("float32", data, [2, 2]),
		new Tensor("float32", data.subarray(0, 1), [1, 1]),
		square(2, 1),
	];
	const y = new Tensor("float32", new Float32Array(4), [2, 2]);
	for (let i = 0; i < 3; i++) {
		expect(session.runSync({ x: wide }, { outputs: { y } }).y?.data).toEqual(Float32Array.of(7, 10, 15, 22));
		expect(session.runSync({ x: small }).y?.data).toEqual(Float32Array.of(1));
		expect(session.runSync({ x: other }).y?.data).toEqual(Float32Array.of(2, 2, 2, 2));
	}
	data.fill(1);
	expect(session.runSync({ x: wide }).y?.data).toEqual(Float32Array.of(2, 2, 2, 2));
	await session.dispose();
});

run("an abort that comes too late does not stop the next run", async () => {
	const session = await open(2, { threads: 1, maxConcurrency: 1 });
	for (let i = 0; i < 200; i++) {
		const abort = new AbortController();
		const first = session
			.run({ x: square(64) }, { signal: abort.signal })
			.catch((error: { code: string }) => error.code);
		setTimeout(() => abort.abort(), Math.random());
		const outcome = await first;
		if (typeof outcome === "string") expect(outcome).toBe("ABORTED");
		expect((await session.run({ x: square(2, 1) })).y?.data).toEqual(new Float32Array(4).fill(4));
	}
	await session.dispose();
});

run("runs beside each other inside the engine: a short run overtakes a long one", async () => {
	const session = await open(30, { threads: 1, maxConcurrency: 4 });
	expect(session.capabilities).toMatchObject({
		maxConcurrency: 4,
		cancel: "engine",
		syncRuns: true,
		outputsInPlace: true,
	});
	const order: string[] = [];
	const long = session.run({ x: square(512) }).then(() => order.push("long"));
	const short = session.run({ x: square(1) }).then(() => order.push("short"));
	await Promise.all([long, short]);
	expect(order).toEqual(["short", "long"]);
	await session.dispose();
});
