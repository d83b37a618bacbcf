import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSessionFrom, InferenceError, type Session, type SessionOptions, Tensor } from "@polyinfer/core";
import { findRunner } from "@polyinfer/engine-host";
import { buildModel, loadModel, writeOnnx } from "@polyinfer/model";
import { afterAll, describe, expect, test } from "vitest";
import { plugin } from "./plugin.ts";
import { canCompile, compileBroken, compileSample } from "./testing/compile-plugin.ts";

const folder = mkdtempSync(join(tmpdir(), "polyinfer-plugin-"));
afterAll(() => rmSync(folder, { recursive: true }));
const isHere = canCompile() && findRunner().status === "found";
const library = isHere ? compileSample(folder) : "";

/** A chain of operators from `x` to `y`, over a free first axis. */
function chain(...operators: readonly string[]): Uint8Array<ArrayBuffer> {
	const names = ["x", ...operators.slice(1).map((_, i) => `v${i}`), "y"];
	return writeOnnx(
		buildModel({
			opset: 17,
			inputs: [{ name: "x", dtype: "float32", shape: ["N", 2] }],
			outputs: [{ name: "y", dtype: "float32", shape: ["N", 2] }],
			nodes: operators.map((operator, i) => ({
				operator,
				inputs: [names[i] as string],
				outputs: [names[i + 1] as string],
			})),
		}),
	);
}

const create = createSessionFrom(
	{
		backends: [{ id: "plugin", install: "none", load: async () => plugin }],
		words: {},
		defaultPrefer: [],
	},
	loadModel,
);
const open = (
	options: Readonly<Record<string, unknown>> = {},
	model: Parameters<typeof create>[0] = chain("Abs", "Sqrt", "Neg"),
	more: SessionOptions = {},
) => create(model, { prefer: { backend: "plugin", library, options }, ...more });
const x = new Tensor("float32", Float32Array.of(4, -9, 0, 16), [2, 2]);
const roots = Float32Array.of(-2, -3, -0, -4);
const run = async (session: Session): Promise<unknown> => (await session.run({ x })).y?.data;

const failure = async (promise: Promise<unknown>): Promise<InferenceError> => {
	const error = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof InferenceError)) throw new Error(`expected an InferenceError but got ${String(error)}`);
	return error;
};

describe.skipIf(!isHere)("a plug-in (needs a C compiler and the native build)", () => {
	test("runs in a process of its own, and the report names it", async () => {
		const session = await open();
		expect(await run(session)).toEqual(roots);
		expect(session.inputs).toMatchObject([{ name: "x", dtype: "float32", shape: [null, 2] }]);
		expect(session.report).toMatchObject({
			backend: "plugin",
			device: "cpu",
			binding: "runner",
			library: { path: library, version: "1.0" },
			notes: ["plug-in chain 1.0"],
			pin: { backend: "plugin", options: { library } },
		});
		await session.dispose();
	});

	test("runs in this process where that is asked for, with `runSync`", async () => {
		const session = await open({ inProcess: true });
		expect(session.report.binding).toBe("addon");
		expect(session.runSync({ x }).y?.data).toEqual(roots);
		await session.dispose();
	});

	test("reads a model from its path too", async () => {
		const path = join(folder, "chain.onnx");
		writeFileSync(path, chain("Relu"));
		const { loadModel: loadFile } = await import("@polyinfer/model/node");
		const entry = { id: "plugin", install: "none", load: async () => plugin };
		const fromFile = createSessionFrom({ backends: [entry], words: {}, defaultPrefer: [] }, loadFile);
		const session = await fromFile(path, { prefer: { backend: "plugin", library } });
		expect(await run(session)).toEqual(Float32Array.of(4, 0, 0, 16));
		await session.dispose();
	});

	test("operators that it does not list are UNSUPPORTED by name before it is opened", async () => {
		const error = await failure(open({}, chain("Abs", "Exp", "Tanh", "Exp")));
		expect(error).toMatchObject({ code: "UNSUPPORTED", stage: "probe" });
		expect(error.message).toContain("The plug-in does not take Exp (2 times), Tanh.");
	});

	test("a format that it does not list is UNSUPPORTED, and what its vendor alone knows is let through to it", async () => {
		const bytes = Uint8Array.from({ length: 100 }, (_, i) => (i * 37) % 251);
		const error = await failure(open({}, { vendor: bytes }));
		expect(error).toMatchObject({ code: "UNSUPPORTED", stage: "probe" });
		expect(error.message).toContain("The plug-in takes onnx but received vendor.");
	});

	test("options that it does not know are its own INVALID_ARGUMENT, misspelt ones of ours are told", async () => {
		expect(await failure(open({ properties: { speed: "high" } }))).toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining("Unknown option `speed`."),
		});
		expect((await failure(open({ inProces: true }))).message).toContain("Did you mean `inProcess`?");
		const none = create(chain("Abs"), { prefer: "plugin" });
		expect((await failure(none)).message).toContain("Expected option `library` of plugin");
	});

	test("a library that is none, is not there or speaks no plug-in's language is UNAVAILABLE", async () => {
		const text = join(folder, "text.so");
		writeFileSync(text, "not a library");
		for (const [path, stage] of [
			[text, "find"],
			[join(folder, "missing.so"), "find"],
			[process.execPath, "load"],
		] as const) {
			const error = await failure(create(chain("Abs"), { prefer: { backend: "plugin", library: path } }));
			expect([error.code, error.stage]).toEqual(["UNAVAILABLE", stage]);
		}
	});

	test.each([
		["abort", "abort();", /SIGABRT|signal 6/],
		["segv", "raise(SIGSEGV);", /SIGSEGV|signal 11/],
	])("one that ends by %s at load is UNAVAILABLE, at open or run the error is typed", async (name, code, signal) => {
		const broken = (member: "load" | "open" | "run"): string =>
			compileBroken(folder, `${name}_${member}`, member, `${code} return POLY_OK;`);
		const at = (path: string, options = {}) =>
			create(chain("Abs"), { prefer: { backend: "plugin", library: path, options } });
		expect(await failure(at(broken("load")))).toMatchObject({
			code: "UNAVAILABLE",
			stage: "load",
			message: expect.stringMatching(signal),
		});
		const opening = await failure(at(broken("open")));
		expect([opening.code, opening.stage]).toEqual(["ENGINE", "compile"]);
		expect(opening.message).toMatch(signal);
		const session = await at(broken("run"));
		for (let i = 0; i < 2; i++)
			expect(await failure(session.run({ x }))).toMatchObject({
				code: "DEVICE_LOST",
				message: expect.stringMatching(signal),
			});
		await session.dispose();
		const proved = await failure(at(broken("open"), { inProcess: true }));
		expect([proved.code, proved.stage]).toEqual(["UNSUPPORTED", "compile"]);
	});

	test("one that hangs in a run is TIMEOUT after the time allowed", async () => {
		const hanging = compileBroken(folder, "hang", "run", "for (;;) pause(); return POLY_OK;");
		const session = await create(chain("Abs"), {
			prefer: { backend: "plugin", library: hanging, options: { runTimeoutMs: 200 } },
		});
		expect(await failure(session.run({ x }))).toMatchObject({ code: "TIMEOUT" });
		await session.dispose();
	});
});
