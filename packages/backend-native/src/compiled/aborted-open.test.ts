import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { type ArtifactCache, type Backend, type LoadedModel, openSession, type Session, Tensor } from "@polyinfer/core";
import { HostSession, hostCounters } from "@polyinfer/engine-host";
import { openCache } from "@polyinfer/engine-host/cache";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { lacks } from "../engines/openvino/testing/open.ts";
import { type Fakes, lacksFakes, loadFakes } from "../engines/tensorrt/testing/fake/fakes.ts";
import { openvino } from "../index.ts";
import { onnx } from "../testing/onnx.ts";

const SIZE = 256;
const POLL = { timeout: 10_000, interval: 5 };
const parent = await mkdtemp(join(tmpdir(), "polyinfer-aborted-"));
afterAll(() => rm(parent, { recursive: true }));

interface Target {
	readonly backend: Backend;
	/** What of the engine lives. */
	live(): Readonly<Record<string, number>>;
}

const targets: readonly (readonly [string, string, () => Target])[] = [
	["OpenVINO", lacks, () => ({ backend: openvino, live: () => ({}) })],
	[
		"TensorRT 10 (fake)",
		lacksFakes,
		() => {
			const fakes: Fakes = loadFakes(10);
			fakes.reset();
			return { backend: fakes.backend, live: () => fakes.counters() };
		},
	],
];

type Point = "building" | "saving" | "saved" | "placed";

describe.each(targets)("%s%s", (_, missing, load) => {
	let target: Target;
	let model: LoadedModel;
	let root = "";
	let temporary = "";
	beforeAll(async () => {
		if (missing !== "") return;
		target = load();
		model = await diagonalModel();
	}, 180_000);
	beforeEach(async () => {
		root = await mkdtemp(join(parent, "cache-"));
		temporary = join(root, "tmp");
		await mkdir(temporary);
		vi.stubEnv("TMPDIR", temporary);
	});
	afterEach(() => {
		vi.unstubAllEnvs();
		vi.restoreAllMocks();
	});

	const open = (cache: ArtifactCache, signal?: AbortSignal): Promise<Session> =>
		openSession(target.backend, model, signal ? { signal } : {}, { cache });

	async function openAndRun(): Promise<string | undefined> {
		const session = await open(openCache(root));
		const { y } = await session.run({ x: new Tensor("float32", new Float32Array(SIZE).fill(1), [1, SIZE]) });
		expect((y as Tensor).toNumbers()[7]).toBeCloseTo(7);
		await session.dispose();
		return session.report.compiled?.from;
	}

	/** Waits for what an abort has left behind, and looks at the disk. */
	async function settled(entries: number): Promise<void> {
		const artifacts = join(root, "artifacts");
		await expect.poll(async () => (await readdir(artifacts)).filter((name) => name.startsWith(".")), POLL).toEqual([]);
		await expect.poll(() => readdir(temporary), POLL).toEqual([]);
		await expect.poll(() => hostCounters().sessions, POLL).toBe(0);
		expect(existsSync(join(artifacts, "compiled")) ? await readdir(join(artifacts, "compiled")) : []).toHaveLength(
			entries,
		);
		expect(Object.entries(target.live()).filter(([, count]) => count !== 0)).toEqual([]);
	}

	test.skipIf(missing !== "").each([
		["building", 0],
		["saving", 0],
		["saved", 0],
		["placed", 1],
	] as const)("an open that is aborted while its model is %s leaves nothing half done", async (point, entries) => {
		const controller = new AbortController();
		const cache = abortingAt(point, openCache(root), controller);
		await expect(open(cache, controller.signal)).rejects.toMatchObject({ code: "ABORTED", cause: point });
		await settled(entries);
		expect([await openAndRun(), await openAndRun()]).toEqual([entries === 0 ? "built" : "cache", "cache"]);
		await settled(1);
	});

	test.skipIf(missing !== "")(
		"another open that has begun beside an aborted one goes on, and its model is kept",
		async () => {
			for (const point of ["building", "saving", "saved"] as const) {
				const controller = new AbortController();
				let other: Promise<Session> | undefined;
				const cache = abortingAt(point, openCache(root), controller, () => {
					other = open(openCache(root));
				});
				await expect(open(cache, controller.signal)).rejects.toMatchObject({ code: "ABORTED", cause: point });
				const session = (await other) as Session;
				expect(session.report.compiled?.from).toBe("built");
				await session.dispose();
				await settled(1);
				expect(await openAndRun()).toBe("cache");
				await rm(join(root, "artifacts/compiled"), { recursive: true });
			}
		},
	);

	test.skipIf(missing !== "")("an abort at whatever turn of the event loop leaves all or nothing", async () => {
		for (let turns = 0; ; turns = Math.ceil(turns * 1.5) + 1) {
			const controller = new AbortController();
			const opening = open(openCache(root), controller.signal).then(
				async (session) => {
					await session.dispose();
					return "opened";
				},
				(error: { code: string }) => error.code,
			);
			for (let turn = 0; turn < turns; turn++) await nextTurn();
			controller.abort();
			const end = await opening;
			await expect.poll(() => hostCounters().sessions, POLL).toBe(0);
			if (end === "opened") break;
			expect(end).toBe("ABORTED");
		}
		expect(await openAndRun()).toBe("cache");
		await settled(1);
	});
});

/** The cache, with an abort at one point of filling an entry; its reason is the point. */
function abortingAt(
	point: Point,
	cache: ArtifactCache,
	controller: AbortController,
	onFill?: () => void,
): ArtifactCache {
	const abort = (): void => controller.abort(point);
	return {
		...cache,
		async folder(kind, key, fill, signal) {
			if (kind !== "compiled") return cache.folder(kind, key, fill, signal);
			const result = await cache.folder(
				kind,
				key,
				async (folder) => {
					onFill?.();
					if (point === "saving") onSave(folder, abort);
					let isFilling = true;
					const filling = fill(folder).finally(() => {
						isFilling = false;
					});
					if (point === "building") {
						await nextTurn();
						expect([isFilling, await readdir(folder)]).toEqual([true, []]);
						abort();
					}
					await filling;
					if (point === "saved") abort();
				},
				signal,
			);
			if (point === "placed") abort();
			return result;
		},
	};
}

/** Calls `abort` as soon as a session has begun to write into the folder. */
function onSave(folder: string, abort: () => void): void {
	const save = HostSession.prototype.save;
	vi.spyOn(HostSession.prototype, "save").mockImplementation(function (this: HostSession, path) {
		const saving = save.call(this, path);
		if (path.startsWith(folder)) abort();
		return saving;
	});
}

/** `y = x * w`, with `w` a diagonal of 0, 1, 2 ... */
function diagonalModel(): Promise<LoadedModel> {
	const data = new Float32Array(SIZE * SIZE);
	for (let i = 0; i < SIZE; i++) data[i * SIZE + i] = i;
	return onnx({
		inputs: [{ name: "x", dtype: "float32", shape: [1, SIZE] }],
		outputs: [{ name: "y", dtype: "float32", shape: [1, SIZE] }],
		weights: { w: new Tensor("float32", data, [SIZE, SIZE]) },
		nodes: [{ operator: "MatMul", inputs: ["x", "w"], outputs: ["y"] }],
	});
}
