import { spawnSync } from "node:child_process";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { addNet, convNet, feedsFor, loadNet, severalNet, testBackend } from "@polyinfer/conformance";
import { type Backend, openSession } from "@polyinfer/core";
import { engineRuns, hostCounters } from "@polyinfer/engine-host";
import { fetchLibrary, type LibraryId } from "@polyinfer/models";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createNativeBackend } from "../../backend.ts";
import { findEngine } from "../../find-engine.ts";
import type { NativeEngine } from "../../native-engine.ts";
import { litertEngine } from "./engine.ts";
import type { LitertOptions } from "./options.ts";
import { litertGaps } from "./testing/gaps.ts";

const backend = createNativeBackend(litertEngine as NativeEngine);
const platform = `${process.platform}-${process.arch}`;
const ids: Readonly<Record<string, LibraryId>> = {
	"linux-x64": "tensorflow-lite-linux-x64",
	"linux-arm64": "tensorflow-lite-linux-arm64",
};
const id = ids[platform];
const fetched = id ? await fetchLibrary(id) : { missing: `there is no TensorFlow Lite for ${platform} to fetch` };
const found =
	fetched.path === undefined ? undefined : await findEngine(litertEngine as NativeEngine, { library: fetched.path });
const missing = fetched.missing ?? (found?.status === "missing" ? found.reason : undefined);
const lacks = missing === undefined ? "" : ` (${missing})`;
let folder = "";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

const options = (more: LitertOptions = {}): LitertOptions & Record<string, unknown> => ({
	...(fetched.path === undefined ? {} : { library: fetched.path }),
	...more,
});

/** The older library as if it were a backend of its own, which has no bfloat16. */
const dtypes = litertEngine.capabilities?.dtypes?.filter((dtype) => dtype !== "bfloat16") ?? [];
const older: Backend = {
	...createNativeBackend({ ...litertEngine, capabilities: { ...litertEngine.capabilities, dtypes } } as NativeEngine),
	availability: async () =>
		missing === undefined ? { status: "found" } : { status: "missing", reason: missing, advice: "npm install" },
};

await testBackend(older, {
	runner: { describe: (name, body) => describe(`${name}, TensorFlow Lite`, body), test },
	only: "fast",
	formats: ["tflite"],
	request: { options: options() },
	gaps: [
		{
			reason: "TensorFlow Lite 2.9 has no bfloat16",
			cases: ["bfloat16 passes bit for bit", "bfloat16 is cast from and to float32"],
		},
		{
			reason: "the CAST of TensorFlow Lite 2.9 has none of these",
			cases: ["float16", "float64", "uint16", "uint64"].map((dtype) => `${dtype} is cast from and to float32`),
		},
		...litertGaps.filter(({ cases }) => cases.includes("an empty tensor goes in and out")),
	],
	...(missing === undefined ? { counters: hostCounters as never, engineRuns } : {}),
});

test.skipIf(missing)(`gives the numbers of LiteRT, and tells its own version${lacks}`, async (context) => {
	const litert = await findEngine(litertEngine as NativeEngine);
	if (litert.status === "missing") return context.skip(litert.reason);
	for (const net of [convNet, severalNet]) {
		const model = await loadNet(net, "tflite");
		const [mine, theirs] = [
			await openSession(backend, model, {}, { options: options() }),
			await openSession(backend, model, {}),
		];
		expect(mine.report.library?.version).toBe("2.9.0");
		expect(await mine.run(feedsFor(net))).toEqual(await theirs.run(feedsFor(net)));
		await Promise.all([mine.dispose(), theirs.dispose()]);
	}
});

const compiler = spawnSync("cc", ["--version"]).status === 0;
test.skipIf(missing ?? !compiler)(
	`takes delegates of others, and tells in their words why one fails${lacks}`,
	async () => {
		const delegate = join(folder, "idle.so");
		const source = fileURLToPath(new URL("./testing/idle_delegate.c", import.meta.url));
		expect(spawnSync("cc", ["-shared", "-fPIC", source, "-o", delegate]).status).toBe(0);
		const model = await loadNet(addNet, "tflite");
		const session = await openSession(
			backend,
			model,
			{},
			{ options: options({ delegate, delegateOptions: { a: "b" } }) },
		);
		expect((await session.run(feedsFor(addNet))).sum?.shape).toEqual([2, 3]);
		await session.dispose();
		for (const [wrong, code, words] of [
			[{ delegate, delegateOptions: { fail: "no such device" } }, "UNAVAILABLE", "no such device"],
			[{ delegate: fetched.path as string }, "UNAVAILABLE", "has no tflite_plugin_create_delegate"],
			[{ delegate: join(folder, "none.so") }, "UNAVAILABLE", "none.so"],
			[{ delegate: "idle.so" }, "INVALID_ARGUMENT", "absolute path"],
			[{ delegateOptions: { a: "b" } }, "INVALID_ARGUMENT", "option `delegate`"],
			[{ signature: "main" }, "INVALID_ARGUMENT", "no option `signature`"],
			[{ kernelMode: "reference" }, "INVALID_ARGUMENT", "xnnpack or builtin"],
		] as const)
			await expect(openSession(backend, model, {}, { options: options(wrong) }), words).rejects.toMatchObject({
				code,
				message: expect.stringContaining(words),
			});
	},
);
