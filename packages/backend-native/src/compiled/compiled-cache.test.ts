import { existsSync } from "node:fs";
import { chmod, mkdtemp, readdir, readFile, rename, rm, stat, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addNet, convNet, dynamicBatchNet, feedsFor, loadNet, type Net } from "@polyinfer/conformance";
import {
	type ArtifactCache,
	type ArtifactKey,
	openSession,
	type Report,
	type SessionOptions,
	Tensor,
} from "@polyinfer/core";
import { openCache } from "@polyinfer/engine-host/cache";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { lacks, run } from "../engines/openvino/testing/open.ts";
import { openvino } from "../index.ts";
import { mountSmallDisk } from "../testing/small-disk.ts";

let parent = "";
let count = 0;
beforeAll(async () => {
	parent = await mkdtemp(join(tmpdir(), "polyinfer-compiled-"));
});
afterAll(() => rm(parent, { recursive: true }));

const newFolder = () => join(parent, String(count++));
interface Ran {
	readonly report: Report;
	readonly bytes: string;
}

/** Opens a net with a cache, runs it once, and lets go of it. */
async function openAndRun(
	cache: ArtifactCache | undefined,
	options: Readonly<Record<string, unknown>> = {},
	rest: SessionOptions = {},
	net: Net = convNet,
): Promise<Ran> {
	const session = await openSession(openvino, await loadNet(net, "onnx"), rest, { cache, options });
	try {
		const results = Object.values(await session.run(feedsFor(net))) as Tensor[];
		const bytes = results.map(({ data }) => {
			const { buffer, byteOffset, byteLength } = data as Float32Array<ArrayBuffer>;
			return Buffer.from(buffer, byteOffset, byteLength).toString("hex");
		});
		return { report: session.report, bytes: bytes.join() };
	} finally {
		await session.dispose();
	}
}

const fileOf = ({ report }: Ran): string => report.compiled?.path as string;

run(`a model that was compiled before opens from the cache, with the same bits${lacks}`, async () => {
	const cache = openCache(newFolder());
	const plain = await openAndRun(undefined);
	const first = await openAndRun(cache);
	const second = await openAndRun(cache);
	expect(plain.report.compiled).toBeUndefined();
	expect(first.report.compiled).toEqual({ from: "built", ms: expect.any(Number), path: expect.any(String) });
	expect(second.report.compiled).toEqual({ from: "cache", ms: expect.any(Number), path: fileOf(first) });
	expect([first.bytes, second.bytes]).toEqual([plain.bytes, plain.bytes]);
	expect(second.report).toMatchObject({ notes: plain.report.notes, options: plain.report.options, format: "onnx" });
	expect(String(first.report)).toContain(`kept in ${fileOf(first)}`);
	expect(String(second.report)).toContain(`from ${fileOf(first)}`);
	expect((await stat(join(fileOf(first), "../../../../.."))).mode & 0o777).toBe(0o700);
});

run("whatever changes the compiled model has a place of its own", async () => {
	const cache = openCache(newFolder());
	const shape = convNet.inputs[0]?.shape.map((size) => (typeof size === "number" ? size : 3)) ?? [];
	const input = convNet.inputs[0]?.name as string;
	const variants: [Readonly<Record<string, unknown>>, SessionOptions][] = [
		[{}, {}],
		[{ inferencePrecision: "f32", executionMode: "performance" }, {}],
		[{ performanceHint: "throughput" }, {}],
		[{ properties: { ENABLE_CPU_PINNING: "NO" } }, {}],
		[{}, { threads: 1 }],
		[{}, { maxConcurrency: 2 }],
		[{}, { inputs: { [input]: { shape } } }],
	];
	const paths = new Set<string>();
	for (const [options, rest] of variants) {
		const first = await openAndRun(cache, options, rest);
		expect(first.report.compiled?.from, JSON.stringify([options, rest])).toBe("built");
		paths.add(fileOf(first));
		const second = await openAndRun(cache, options, rest);
		expect(second.report.compiled?.from).toBe("cache");
		expect(second.bytes).toBe(first.bytes);
		expect(second.report.options).toEqual(first.report.options);
	}
	expect(paths.size).toBe(variants.length);
	expect((await openAndRun(cache, {}, {}, addNet)).report.compiled?.from).toBe("built");
});

run(
	"what needs the model itself works on a kept one, too: feeds without elements, and a cache that was cleared",
	async () => {
		const root = newFolder();
		for (const from of ["built", "cache"]) {
			const model = await loadNet(dynamicBatchNet, "onnx");
			const session = await openSession(openvino, model, {}, { cache: openCache(root) });
			expect(session.report.compiled?.from).toBe(from);
			if (from === "cache") await rm(join(root, "artifacts"), { recursive: true });
			const { y } = await session.run({ x: new Tensor("float32", new Float32Array(0), [0, 4]) });
			expect(y?.shape[0]).toBe(0);
			await session.dispose();
		}
	},
);

run("nothing is looked up or kept where the caller or the engine sees to it", async () => {
	const folder = newFolder();
	const cache = openCache(folder);
	expect((await openAndRun(cache, { cache: false })).report.compiled).toBeUndefined();
	expect((await openAndRun(cache, { cacheDir: join(folder, "own") })).report.compiled).toBeUndefined();
	expect(existsSync(join(folder, "artifacts/compiled"))).toBe(false);
	await expect(openAndRun(cache, { cache: "yes" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

run("a kept model that the engine refuses is removed and compiled anew", async () => {
	const real = openCache(newFolder());
	const keys: ArtifactKey[] = [];
	const watched: ArtifactCache = {
		folder: (kind, key, fill, signal) => {
			if (kind === "compiled") keys.push(key);
			return real.folder(kind, key, fill, signal);
		},
	};
	const { bytes, report } = await openAndRun(watched);
	const file = fileOf({ bytes, report });
	const header = (await readFile(file)).subarray(0, 4096);
	for (const junk of ["junk", "polyinfer openvino 1\n", Buffer.concat([header, Buffer.from("no model")])]) {
		await real.remove?.("compiled", keys[0] as ArtifactKey);
		await real.folder("compiled", keys[0] as ArtifactKey, (into) => writeFile(join(into, "model.compiled"), junk));
		const mended = await openAndRun(real);
		expect(mended).toMatchObject({ bytes, report: { compiled: { from: "built", path: file } } });
		expect(mended.report.notes.at(-1)).toMatch(/^the compiled model in the cache was refused \(.+\): compiled anew$/);
		const again = await openAndRun(real);
		expect(again).toMatchObject({ bytes, report: { compiled: { from: "cache" }, notes: report.notes } });
	}
});

run("of 50 damaged files none reaches the engine: each model is compiled anew", async () => {
	const root = newFolder();
	const ask = () => openAndRun(openCache(root));
	const { bytes, report } = await ask();
	const file = report.compiled?.path as string;
	const whole = await readFile(file);
	const damages = fc.sample(
		fc.record({
			kind: fc.constantFrom("flip", "cut", "remove"),
			share: fc.double({ min: 0, max: 0.999, noNaN: true }),
		}),
		{ numRuns: 50, seed: 8 },
	);
	for (const { kind, share } of damages) {
		const at = Math.floor(share * whole.length);
		if (kind === "flip") {
			const flipped = Buffer.from(whole);
			flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
			await writeFile(file, flipped);
		} else if (kind === "cut") await truncate(file, at);
		else await rm(file);
		const mended = await ask();
		expect(mended, `${kind} at ${at}`).toMatchObject({ bytes, report: { compiled: { from: "built", path: file } } });
	}
	expect((await ask()).report.compiled?.from).toBe("cache");
});

run("files that were swapped between keys, or are links, are not opened", async () => {
	const cache = openCache(newFolder());
	const addition = () => openAndRun(cache, {}, {}, addNet);
	const [one, two] = [await openAndRun(cache), await addition()];
	const aside = join(parent, "aside");
	const swapped = [fileOf(one), fileOf(two)] as const;
	await rename(swapped[0], aside);
	await rename(swapped[1], swapped[0]);
	await rename(aside, swapped[1]);
	expect((await openAndRun(cache)).report.compiled?.from).toBe("built");
	await rename(fileOf(one), aside);
	await symlink(aside, fileOf(one));
	expect((await openAndRun(cache)).report.compiled?.from).toBe("built");
	// Whole entries, with what says that they are whole.
	const [entry, other] = swapped.map((path) => join(path, "../.."));
	expect((await addition()).report.compiled?.from).toBe("built");
	await rename(entry as string, `${aside}-entry`);
	await rename(other as string, entry as string);
	await rename(`${aside}-entry`, other as string);
	expect((await openAndRun(cache)).report.compiled?.from).toBe("built");
	expect((await openAndRun(cache)).bytes).toBe(one.bytes);
});

run("sessions that compile the same at once all open, and one file stays", async () => {
	const root = newFolder();
	const all = await Promise.all(Array.from({ length: 4 }, () => openAndRun(openCache(root))));
	expect(new Set(all.map(({ bytes }) => bytes)).size).toBe(1);
	expect(await readdir(join(root, "artifacts/compiled"))).toHaveLength(1);
	expect((await readdir(join(root, "artifacts"))).filter((name) => name.startsWith("."))).toEqual([]);
	expect((await openAndRun(openCache(root))).report.compiled?.from).toBe("cache");
});

run("a folder that others may write is not used, and the model opens all the same", async () => {
	const root = newFolder();
	await openAndRun(openCache(root));
	await chmod(root, 0o777);
	const { report } = await openAndRun(openCache(root));
	expect(report.compiled).toEqual({ from: "built", ms: expect.any(Number) });
	expect(report.notes.at(-1)).toContain("can be written by other users");
});

const disk = lacks === "" ? mountSmallDisk(16 * 1024) : "OpenVINO is not here";

test.skipIf(typeof disk === "string")(
	`where the disk is full the model opens and is not kept ${typeof disk === "string" ? disk : ""}`,
	async () => {
		if (typeof disk === "string") return;
		try {
			const root = join(disk.path, "cache");
			await writeFile(join(disk.path, "ballast"), Buffer.alloc(8 * 1024));
			const { report, bytes } = await openAndRun(openCache(root));
			expect(bytes).toBe((await openAndRun(undefined)).bytes);
			expect(report.compiled).toEqual({ from: "built", ms: expect.any(Number) });
			expect(report.notes.at(-1)).toMatch(/^the compiled model is not kept: .*[Nn]o space left/);
			const kept = await readdir(join(root, "artifacts"));
			expect(kept.filter((name) => name !== "proof")).toEqual([]);
		} finally {
			disk.unmount();
		}
	},
);
