import { Tensor } from "@polyinfer/core";
import { describe, expect, test } from "vitest";
import { configureHost, hostCounters } from "./counters.ts";
import { openNull } from "./engines/null/engine.ts";
import { isBuilt, NEEDS_BUILD } from "./testing/built.ts";
import { numbers, oneToFour, vector } from "./testing/tensors.ts";

const LARGE = 300_000;

function transfer(buffer: ArrayBufferLike): void {
	structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
}

describe.skipIf(!isBuilt)(`memory of feeds in flight ${NEEDS_BUILD}`, () => {
	test("is copied: overwritten, transferred and shrunk feeds still give the right result", async () => {
		const session = await openNull({ mode: "dynamic", delayMs: 20 }, { maxRuns: 3 });
		const overwritten = new Float32Array(LARGE).fill(1);
		const transferred = new Float32Array(LARGE).fill(2);
		const resizable = new (
			ArrayBuffer as unknown as new (
				n: number,
				o: object,
			) => ArrayBuffer & { resize(n: number): void }
		)(LARGE * 4, { maxByteLength: LARGE * 8 });
		const shrunk = new Float32Array(resizable).fill(3);
		const runs = [overwritten, transferred, shrunk].map((data) => session.run([vector(data)], ["new"]));
		overwritten.fill(-1);
		transfer(transferred.buffer);
		resizable.resize(0);
		for (const [i, run] of runs.entries()) {
			const [y] = await run;
			expect(y?.data.length).toBe(LARGE);
			expect(y?.toNumbers().every((v) => v === i + 2)).toBe(true);
		}
		await session.dispose();
	});

	test("that was transferred or shrunk before is INVALID_ARGUMENT", async () => {
		const session = await openNull();
		const gone = oneToFour();
		transfer(gone.data.buffer);
		const text = "16 bytes for input `x` but received 0: its memory was transferred away or disposed";
		await expect(session.run([gone], ["new"])).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining(text),
		});
		expect(() => session.runSync([gone], ["new"])).toThrow(text);
		const resizable = new (
			ArrayBuffer as unknown as new (
				n: number,
				o: object,
			) => ArrayBuffer & { resize(n: number): void }
		)(16, {
			maxByteLength: 32,
		});
		const shrunk = new Tensor("float32", new Float32Array(resizable), [1, 4]);
		resizable.resize(8);
		await expect(session.run([shrunk], ["new"])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		await session.dispose();
	});

	test("is borrowed from a SharedArrayBuffer: the engine sees a change", async () => {
		const session = await openNull({ delayMs: 30 });
		const x = new Tensor("float32", new Float32Array(new SharedArrayBuffer(16)), [1, 4]);
		const y = new Tensor("float32", new Float32Array(new SharedArrayBuffer(16)), [1, 4]);
		const run = session.run([x], [y]);
		x.data.set([1, 2, 3, 4]);
		expect((await run)[0]).toBe(y);
		expect(y.toNumbers()).toEqual([2, 3, 4, 5]);
		await session.dispose();
	});
});

describe.skipIf(!isBuilt)(`memory given for outputs ${NEEDS_BUILD}`, () => {
	test("is written when the promise settles", async () => {
		const session = await openNull({ mode: "dynamic", delayMs: 1 });
		const y = vector(new Float32Array(LARGE));
		await session.run([vector(new Float32Array(LARGE).fill(1))], [y]);
		expect(y.toNumbers().every((v) => v === 2)).toBe(true);
		await session.dispose();
	});

	test("is INVALID_ARGUMENT where it was transferred or shrunk meanwhile, or before", async () => {
		const session = await openNull({ delayMs: 20 }, { maxRuns: 2 });
		const transferred = new Tensor("float32", new Float32Array(4), [1, 4]);
		const resizable = new (
			ArrayBuffer as unknown as new (
				n: number,
				o: object,
			) => ArrayBuffer & { resize(n: number): void }
		)(16, {
			maxByteLength: 32,
		});
		const shrunk = new Tensor("float32", new Float32Array(resizable), [1, 4]);
		const runs = [session.run([oneToFour()], [transferred]), session.run([oneToFour()], [shrunk])];
		transfer(transferred.data.buffer);
		resizable.resize(0);
		const gone = {
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining("output `y` was transferred or resized away"),
		};
		await Promise.all(runs.map((run) => expect(run).rejects.toMatchObject(gone)));
		await expect(session.run([oneToFour()], [transferred])).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		expect(() => session.runSync([oneToFour()], [transferred])).toThrow("transferred away");
		await session.dispose();
	});
});

describe.skipIf(!isBuilt)(`pooled memory ${NEEDS_BUILD}`, () => {
	test("is zeroed, counted, and empty after dispose", async () => {
		const session = await openNull();
		const first = session.allocate("float32", [1, 4]);
		first.data.fill(9);
		const view = new Uint8Array(first.data.buffer as ArrayBuffer);
		expect(hostCounters()).toMatchObject({ blocks: 1, blockBytes: 512 });
		const data = first.data as Float32Array;
		first.dispose();
		first.dispose();
		expect(hostCounters()).toMatchObject({ blocks: 0, blockBytes: 0 });
		expect([data.length, view.length]).toEqual([0, 0]);
		const second = session.allocate("float32", [1, 4]);
		expect(second.toNumbers()).toEqual([0, 0, 0, 0]);
		second.dispose();
		await session.dispose();
	});

	test("is borrowed by runs, in and out, without a copy", async () => {
		const session = await openNull({ mode: "dynamic", delayMs: 30 });
		const [x, y] = [session.allocate("float32", [LARGE]), session.allocate("float32", [LARGE])];
		const run = session.run([x], [y]);
		// A copy of the feed or of the output would be a third block; a change before the engine looks would not be seen.
		expect(hostCounters().blocks).toBe(2);
		x.data.fill(5);
		expect((await run)[0]).toBe(y);
		expect(y.toNumbers().every((v) => v === 6)).toBe(true);
		x.dispose();
		y.dispose();
		await session.dispose();
	});

	test("that is disposed in flight stays with the run until it settles", async () => {
		const session = await openNull({ mode: "dynamic", delayMs: 40 });
		const [x, y] = [session.allocate("float32", [LARGE]), session.allocate("float32", [LARGE])];
		x.data.fill(1);
		const run = session.run([x], [y]);
		x.dispose();
		y.dispose();
		expect(hostCounters().blocks).toBe(2);
		const others = [session.allocate("float32", [LARGE]), session.allocate("float32", [LARGE])];
		for (const other of others) other.data.fill(7);
		expect((await run)[0]).toBe(y);
		for (const other of others) {
			expect(other.toNumbers().every((v) => v === 7)).toBe(true);
			other.dispose();
		}
		expect(hostCounters().blocks).toBe(0);
		await session.dispose();
	});

	test("cannot be fed after dispose", async () => {
		const session = await openNull();
		const x = session.allocate("float32", [1, 4]);
		const data = x.data;
		x.dispose();
		await expect(session.run([x], ["new"])).rejects.toMatchObject({ code: "DISPOSED" });
		await expect(
			session.run([{ ...oneToFour(), dtype: "float32", data } as unknown as Tensor], ["new"]),
		).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
		});
		await session.dispose();
	});

	test("may be a view into a block", async () => {
		const session = await openNull({ delayMs: 5 });
		const block = session.allocate("float32", [12]);
		const x = new Tensor("float32", (block.data as Float32Array).subarray(4, 8), [1, 4]);
		const y = new Tensor("float32", (block.data as Float32Array).subarray(8, 12), [1, 4]);
		x.data.set([1, 2, 3, 4]);
		await session.run([x], [y]);
		expect(block.toNumbers()).toEqual([0, 0, 0, 0, 1, 2, 3, 4, 2, 3, 4, 5]);
		block.dispose();
		await session.dispose();
	});

	test("is plain memory where the runtime forbids external buffers, and all still works", async () => {
		configureHost({ externalBuffers: false });
		try {
			const session = await openNull({ mode: "owned", delayMs: 1 });
			const [x, y] = [session.allocate("float32", [LARGE]), session.allocate("float32", [LARGE])];
			expect(hostCounters().blocks).toBe(0);
			x.data.fill(1);
			expect((await session.run([x], [y]))[0]).toBe(y);
			expect(y.data[LARGE - 1]).toBe(2);
			expect((await session.run([x], ["new"]))[0]?.data[LARGE - 1]).toBe(2);
			x.dispose();
			y.dispose();
			await session.dispose();
		} finally {
			configureHost({ externalBuffers: true });
		}
	});

	test("works for every dtype and empty shapes", async () => {
		const session = await openNull();
		for (const dtype of session.capabilities.dtypes) {
			for (const shape of [[2, 3], [], [0, 5]]) {
				const tensor = session.allocate(dtype, shape);
				expect([tensor.dtype, tensor.shape, tensor.data.length]).toEqual([
					dtype,
					shape,
					shape.reduce((a, b) => a * b, 1),
				]);
				tensor.dispose();
			}
		}
		expect(() => session.allocate("float32", [-1])).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
		expect(() => session.allocate("float32", [2 ** 50])).toThrow(expect.objectContaining({ code: "OUT_OF_MEMORY" }));
		expect(hostCounters().blocks).toBe(0);
		await session.dispose();
	});
});

test.skipIf(!isBuilt)(`large outputs stay valid after the session is gone ${NEEDS_BUILD}`, async () => {
	for (const mode of ["dynamic", "owned"] as const) {
		const session = await openNull({ mode, delayMs: 1 });
		const x = vector(new Float32Array(LARGE).fill(1));
		const kept = [await session.run([x], ["new"]), session.runSync([x], ["new"])];
		await session.dispose();
		expect(hostCounters()).toEqual({ sessions: 0, runs: 0, blocks: 0, blockBytes: 0, threads: 0 });
		for (const y of kept) expect(numbers(y)?.every((v) => v === 2)).toBe(true);
	}
});
