import { mkdtempSync, rmSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dynamicBatchNet, feedsFor, loadNet } from "@polyinfer/conformance";
import { type OpenRequest, openSession, type Report, type SessionOptions } from "@polyinfer/core";
import { openCache } from "@polyinfer/engine-host/cache";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { type Fakes, lacksFakes, loadFakes } from "./testing/fake/fakes.ts";

const parent = mkdtempSync(join(tmpdir(), "polyinfer-plans-"));
afterAll(() => rmSync(parent, { recursive: true }));

const upTo = (most: number): SessionOptions => ({
	inputs: { x: { shape: { min: [1, 4], opt: [2, 4], max: [most, 4] } } },
});
const rows = (count: number): ReturnType<typeof feedsFor> =>
	feedsFor({ ...dynamicBatchNet, inputs: [{ name: "x", dtype: "float32", shape: [count, 4] }] });

describe.skipIf(lacksFakes !== "").each([10, 11] as const)(`plans of TensorRT %i (fake)${lacksFakes}`, (major) => {
	let fakes: Fakes;
	let root = "";
	let folders = 0;
	beforeEach(() => {
		fakes = loadFakes(major);
		fakes.reset();
		root = join(parent, `${major}-${folders++}`);
	}, 180_000);

	interface Ran {
		readonly report: Report;
		readonly numbers: readonly number[];
		/** How many plans were built for it. */
		readonly built: number;
	}

	/** Opens with the cache, runs, checks that a shape outside is refused, and that nothing is left. */
	async function openAndRun(options: SessionOptions = upTo(8), request: OpenRequest = {}): Promise<Ran> {
		const before = fakes.tensorrt.calls().buildSerializedNetwork ?? 0;
		const model = await loadNet(dynamicBatchNet, "onnx");
		const session = await openSession(fakes.backend, model, options, { cache: openCache(root), ...request });
		const { y } = await session.run(rows(3));
		await expect(session.run(rows(100))).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
		await session.dispose();
		expect(Object.entries(fakes.counters()).filter(([, count]) => count !== 0)).toEqual([]);
		const built = (fakes.tensorrt.calls().buildSerializedNetwork ?? 0) - before;
		return { report: session.report, numbers: y?.toNumbers() ?? [], built };
	}

	test("are built once, and opened from the cache from then on, with the same bounds and results", async () => {
		const first = await openAndRun();
		const second = await openAndRun();
		expect([first.built, second.built]).toEqual([1, 0]);
		expect(first.report.compiled?.from).toBe("built");
		expect(second.report.compiled).toMatchObject({ from: "cache", path: first.report.compiled?.path });
		expect(second.numbers).toEqual(first.numbers);
	});

	test("are built anew for other bounds, another precision and other limits", async () => {
		await openAndRun();
		const others: [SessionOptions, OpenRequest][] = [
			[upTo(9), {}],
			[upTo(8), { options: { precision: "tf32" } }],
			[upTo(8), { options: { workspaceBytes: 1 << 20 } }],
			[upTo(8), { options: { optimizationLevel: 5 } }],
		];
		for (const [options, request] of others) {
			expect((await openAndRun(options, request)).built).toBe(1);
			expect((await openAndRun(options, request)).built).toBe(0);
		}
		expect((await openAndRun()).built).toBe(0);
	});

	test("that were damaged on the disk never reach TensorRT", async () => {
		const { report, numbers } = await openAndRun();
		const path = report.compiled?.path as string;
		const whole = await readFile(path);
		for (let round = 0; round < 100; round++) {
			const damaged = Buffer.from(whole);
			const at = Math.floor((round / 100) * whole.length);
			damaged[at] = (damaged[at] as number) ^ (1 << (round % 8));
			await writeFile(path, round % 5 === 4 ? damaged.subarray(0, at) : damaged);
			const opened = fakes.tensorrt.calls().deserializeCudaEngine ?? 0;
			const mended = await openAndRun();
			expect(mended, `at ${at}`).toMatchObject({ numbers, built: 1, report: { compiled: { from: "built" } } });
			expect(fakes.tensorrt.calls().deserializeCudaEngine).toBe(opened + 1);
		}
		expect((await openAndRun()).built).toBe(0);
	});

	test("that TensorRT refuses are removed, told of and built anew", async () => {
		await openAndRun();
		fakes.tensorrt.script({ deserializeCudaEngine: 1 });
		const { report, built } = await openAndRun();
		expect(built).toBe(1);
		expect(report.compiled?.from).toBe("built");
		expect(report.notes.at(-1)).toMatch(/^the compiled model in the cache was refused \(.+\): compiled anew$/);
		const again = await openAndRun();
		expect(again).toMatchObject({ built: 0, report: { compiled: { from: "cache" } } });
	});
});
