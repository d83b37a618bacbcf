import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArtifactCache } from "@polyinfer/core";
import { afterAll, describe, expect, test } from "vitest";
import { openCache } from "../cache/open-cache.ts";
import { nullLibrary } from "../engines/null/engine.ts";
import { findRunner } from "../find-runner.ts";
import { isBuilt } from "../testing/built.ts";
import type { ModelProof } from "./proof-request.ts";
import { proveLibrary } from "./prove-library.ts";
import { proveModel } from "./prove-model.ts";
import { canCompile, compileMisbehavingEngine } from "./testing/misbehaving-engine.ts";

const folder = mkdtempSync(join(tmpdir(), "polyinfer-prove-"));
afterAll(() => rmSync(folder, { recursive: true }));
const isHere = isBuilt && findRunner().status === "found" && canCompile();

describe.skipIf(!isHere)("proveModel (needs the native build and a C compiler)", () => {
	const engine = isHere ? compileMisbehavingEngine(folder) : "";
	const model: Pick<ModelProof, "engine" | "format" | "files" | "options"> = {
		engine,
		format: "any",
		files: [{ name: "", bytes: new Uint8Array(100) }],
		options: {},
	};
	const prove = (at: string, does: string, more: object = {}) =>
		proveModel({ ...model, loadOptions: { at, does }, ...more });

	test("true where the model opens", async () => {
		expect(await proveModel(model)).toBe(true);
		expect(await proveModel({ ...model, engine: nullLibrary(), format: "null", run: true })).toBe(true);
	});

	test.each([
		["open", "abort", "was ended by SIGABRT while opening the model", "compile"],
		["open", "segv", "was ended by SIGSEGV while opening the model", "compile"],
		["open", "exit", "ended with exit code 0 while opening the model", "compile"],
		["run", "segv", "was ended by SIGSEGV while running the model", "warm-up"],
		["close", "abort", "was ended by SIGABRT while closing the model", "warm-up"],
	])("an engine that at %s does %s makes the model UNSUPPORTED", async (at, does, words, stage) => {
		await expect(prove(at, does, { run: true })).rejects.toMatchObject({
			code: "UNSUPPORTED",
			stage,
			message: `The process that tried the model ${words}. The last that it printed: "about to ${does}".`,
		});
	});

	test("one that never returns is ended when its time is over", async () => {
		await expect(prove("open", "loop", { timeoutMs: 200 })).rejects.toMatchObject({
			code: "UNSUPPORTED",
			message: expect.stringContaining("took more than 200 ms while opening the model."),
		});
	});

	test("a run happens only where it is asked for, and what it rejects is no failure", async () => {
		expect(await prove("run", "abort")).toBe(true);
		expect(await proveModel({ ...model, run: true })).toBe(true);
	});

	test("files, format, device and options reach the engine, and its refusal comes back", async () => {
		const path = join(folder, "weights.bin");
		writeFileSync(path, "weights");
		const request = {
			...model,
			files: [
				...model.files,
				{ name: "bin", path, bytes: new Uint8Array(7) },
				{ name: "more", bytes: new Uint8Array(3) },
			],
			device: "npu",
			options: { precision: "high=er" },
		};
		await expect(proveModel(request)).rejects.toMatchObject({
			code: "UNSUPPORTED",
			stage: "compile",
			engineCode: 7,
			message: "precision=high=er for any on npu, 3 files, 103 bytes in memory, the last is more.",
		});
	});

	test("bytes of many mebibytes and of shared memory arrive whole", async () => {
		const shared = new Uint8Array(new SharedArrayBuffer(1 << 20));
		const files = [
			{ name: "", bytes: new Uint8Array(32 << 20) },
			{ name: "shared", bytes: shared },
		];
		await expect(proveModel({ ...model, files, options: { tell: "1" } })).rejects.toMatchObject({
			message: `tell=1 for any on , 2 files, ${33 << 20} bytes in memory, the last is shared.`,
		});
	});

	test("an abort while the model opens rejects with ABORTED", async () => {
		await expect(prove("open", "loop", { signal: AbortSignal.timeout(100) })).rejects.toMatchObject({
			code: "ABORTED",
		});
	});

	describe("with a cache", () => {
		const real = openCache(join(folder, "cache"));
		let proofs = 0;
		const cache: ArtifactCache = {
			folder: (kind, key, fill, signal) => {
				const counted = (path: string): Promise<void> => {
					proofs++;
					return fill(path);
				};
				return real.folder(kind, key, counted, signal);
			},
		};
		/** How many proofs the call needed. */
		async function counted(call: () => Promise<unknown>): Promise<number> {
			const before = proofs;
			await call();
			return proofs - before;
		}

		test("what was proved is remembered by content, options and engine", async () => {
			const again = { ...model, files: [{ name: "", bytes: new Uint8Array(100) }] };
			const other = { ...model, files: [{ name: "", bytes: new Uint8Array(100).fill(1) }] };
			expect(await counted(() => proveModel({ ...model, cache }))).toBe(1);
			expect(await counted(() => proveModel({ ...again, cache }))).toBe(0);
			expect(await counted(() => proveModel({ ...again, run: true, cache }))).toBe(1);
			expect(await counted(() => proveModel({ ...other, cache }))).toBe(1);
			utimesSync(engine, new Date(), new Date());
			expect(await counted(() => proveModel({ ...again, cache }))).toBe(1);
		});

		test("a file that the engine reads itself counts by what is in it now", async () => {
			const path = join(folder, "model.any");
			const request = { ...model, files: [{ name: "", path, bytes: new Uint8Array(0) }], cache };
			writeFileSync(path, "one");
			expect(await counted(() => proveModel(request))).toBe(1);
			expect(await counted(() => proveModel(request))).toBe(0);
			writeFileSync(path, "two");
			expect(await counted(() => proveModel(request))).toBe(1);
			rmSync(path);
			expect(await counted(() => proveModel(request))).toBe(0);
		});

		test("of a library its answer is remembered", async () => {
			expect(await counted(() => proveLibrary({ engine, cache }))).toBe(1);
			expect(
				await counted(async () => expect(await proveLibrary({ engine, cache })).toMatchObject({ version: "1" })),
			).toBe(0);
		});

		test("a failure is not", async () => {
			for (let i = 0; i < 2; i++)
				expect(await counted(() => prove("open", "abort", { cache }).catch(() => undefined))).toBe(1);
			await expect(prove("open", "abort", { cache })).rejects.toMatchObject({ code: "UNSUPPORTED" });
		});

		test("a cache that does not work is as good as none", async () => {
			const broken: ArtifactCache = { folder: () => Promise.reject(new Error("no disk")) };
			expect(await proveModel({ ...model, cache: broken })).toBe(true);
			await expect(prove("open", "segv", { cache: broken })).rejects.toMatchObject({ code: "UNSUPPORTED" });
		});
	});
});
