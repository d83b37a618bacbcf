import { inspect } from "node:util";
import { addNet, createFakeBackend, type FakeBackend, type FakeOptions, loadNet } from "@polyinfer/conformance";
import { expect, test } from "vitest";
import { createSessionFrom } from "./create-session.ts";
import { InferenceError } from "./errors.ts";
import type { LoadedModel } from "./model.ts";
import type { SessionOptions } from "./session.ts";

const model: LoadedModel = await loadNet(addNet, "onnx");
const bytes = new Uint8Array(1);

function catalogueOf(...backends: readonly (FakeBackend | string)[]) {
	const entries = backends.map((backend) =>
		typeof backend === "string"
			? {
					id: backend,
					install: `npm install @x/${backend}`,
					load: () => Promise.reject(new Error("Cannot find package")),
				}
			: { id: backend.id, install: "none", load: () => Promise.resolve(backend) },
	);
	const words = { cpu: entries.map(({ id }) => ({ backend: id })) };
	let loads = 0;
	const createSession = createSessionFrom({ backends: entries, words, defaultPrefer: ["cpu"] }, async () => {
		loads++;
		return [model];
	});
	return { create: (options?: SessionOptions) => createSession(bytes, options), loads: () => loads };
}
const fake = (id: string, options: FakeOptions = {}): FakeBackend => createFakeBackend({ id, ...options });
const failing = (
	id: string,
	stage: "load" | "compile",
	code: "UNSUPPORTED" | "ENGINE" | "INVALID_MODEL",
): FakeBackend => fake(id, { fail: { stage, code, advice: `mend ${id}` } });
const failure = async (promise: Promise<unknown>): Promise<InferenceError> => {
	const error = await promise.then(
		() => undefined,
		(reason: unknown) => reason,
	);
	if (!(error instanceof InferenceError)) throw new Error(`expected an InferenceError but got ${String(error)}`);
	return error;
};

test("tries the entries in order, reads the model once, and reports why the first two did not", async () => {
	const third = fake("third");
	const { create, loads } = catalogueOf("first", failing("second", "compile", "UNSUPPORTED"), third);
	const session = await create({ prefer: ["first", "second", "third"] });
	expect(loads()).toBe(1);
	expect(session.report.backend).toBe("third");
	expect(session.report.attempts.map(({ backend, outcome, stage, code }) => [backend, outcome, stage, code])).toEqual([
		["first", "failed", "find", "UNAVAILABLE"],
		["second", "failed", "compile", "UNSUPPORTED"],
		["third", "ok", "verify", undefined],
	]);
	const lines = inspect(session.report).split("\n");
	expect(lines).toHaveLength(3);
	expect(lines[0]).toMatch(/^first: not used, UNAVAILABLE at find: .* -> npm install @x\/first$/);
	expect(lines[1]).toMatch(/^second: not used, UNSUPPORTED at compile: .* -> mend second$/);
	expect(lines[2]).toMatch(/^third .*runs on cpu/);
	await session.dispose();
	expect(third.violations).toEqual([]);
});

test("nothing outside `prefer` runs", async () => {
	const other = fake("other");
	const { create } = catalogueOf(failing("only", "load", "ENGINE"), other);
	const error = await failure(create({ prefer: "only" }));
	expect([error.code, error.stage, error.attempts.length]).toEqual(["ENGINE", "load", 1]);
	expect(other.calls).toEqual([]);
});

test("when all fail the error has the code of the one that got furthest and names all", async () => {
	const { create } = catalogueOf("gone", failing("far", "compile", "UNSUPPORTED"), failing("near", "load", "ENGINE"));
	const error = await failure(create());
	expect([error.code, error.stage, error.backend, error.advice]).toEqual(["UNSUPPORTED", "compile", "far", "mend far"]);
	for (const id of ["gone", "far", "near"]) expect(error.message).toContain(`\n  ${id}: not used, by "cpu", `);
});

test("a fault of the caller ends the search", async () => {
	const next = fake("next");
	const { create } = catalogueOf(fake("strict", { optionKeys: ["threads"] }), next);
	const error = await failure(create({ prefer: [{ backend: "strict", options: { thread: 1 } }, "next"] }));
	expect([error.code, error.message]).toEqual(["INVALID_ARGUMENT", expect.stringContaining("Did you mean `threads`?")]);
	expect(next.calls).toEqual([]);
});

test("an engine's refusal of a scanned model is UNSUPPORTED and the next entry runs", async () => {
	const { create } = catalogueOf(failing("picky", "compile", "INVALID_MODEL"), fake("next"));
	const session = await create({ prefer: ["picky", "next"] });
	expect(session.report.attempts[0]?.code).toBe("UNSUPPORTED");
	await session.dispose();
});

test("what a backend throws that is no InferenceError is recorded as ENGINE", async () => {
	const { create } = catalogueOf(fake("raw", { fail: { stage: "load", code: "ENGINE", raw: new TypeError("oops") } }));
	const error = await failure(create());
	expect([error.code, error.attempts[0]?.message]).toEqual(["ENGINE", "oops"]);
});

test("a backend that takes no format at hand is UNSUPPORTED without being asked", async () => {
	const tflite = fake("tflite", { formats: ["tflite"] });
	const error = await failure(catalogueOf(tflite).create());
	expect([error.code, error.message]).toEqual([
		"UNSUPPORTED",
		expect.stringContaining("takes tflite but received onnx"),
	]);
	expect(tflite.calls.some((call) => call.method === "createSession")).toBe(false);
});

test("pin makes the same choice again and no other", async () => {
	const { create } = catalogueOf("gone", fake("here", { devices: ["cpu", "npu"] }));
	const first = await create({ prefer: ["gone", { backend: "here", device: "npu" }] });
	const second = await create({ prefer: first.report.pin });
	expect([second.report.backend, second.report.device, second.report.attempts.length]).toEqual(["here", "npu", 1]);
	await Promise.all([first.dispose(), second.dispose()]);
});

test("strict refuses casts and partial placement", async () => {
	const facts = { casts: ["input `x`: int64 -> int32"] };
	const narrow = fake("narrow", { facts });
	const error = await failure(catalogueOf(narrow).create({ strict: true }));
	expect([error.code, error.message]).toEqual(["UNSUPPORTED", expect.stringContaining("int64 -> int32")]);
	expect(narrow.counters()).toMatchObject({ sessions: 0 });
	const spread = fake("spread", { facts: { placement: { gpu: 3, cpu: 1 } } });
	expect((await failure(catalogueOf(spread).create({ strict: true }))).message).toContain("gpu and cpu");
});

test("an abort before opening reads nothing; one during opening disposes what opens later", async () => {
	const aborted = AbortSignal.abort("no");
	const slow = fake("slow", { openMs: 30 });
	const { create, loads } = catalogueOf(slow);
	expect(await failure(create({ signal: aborted }))).toMatchObject({ code: "ABORTED", cause: "no" });
	expect(loads()).toBe(0);
	const controller = new AbortController();
	const promise = failure(create({ signal: controller.signal }));
	setTimeout(() => controller.abort("late"), 5);
	expect(await promise).toMatchObject({ code: "ABORTED", cause: "late" });
	await new Promise((resolve) => setTimeout(resolve, 60));
	expect(slow.counters()).toMatchObject({ sessions: 0 });
});

test("unknown and misfitting options of createSession are INVALID_ARGUMENT before the model is read", async () => {
	const { create, loads } = catalogueOf(fake("x"));
	for (const options of [{ prefers: "x" }, { threads: -1 }, { maxConcurrency: 0 }, { strict: "yes" }])
		expect((await failure(create(options as never))).code).toBe("INVALID_ARGUMENT");
	expect((await failure(create({ prefers: "x" } as never))).message).toContain("Did you mean `prefer`?");
	expect(loads()).toBe(0);
});

test("an entry that runs in no process of its own is UNSUPPORTED where `isolate` is set, and is let go", async () => {
	const here = fake("here");
	const { create } = catalogueOf(here);
	const error = await failure(create({ isolate: "process" }));
	expect(error).toMatchObject({ code: "UNSUPPORTED", attempts: [{ backend: "here", code: "UNSUPPORTED" }] });
	expect(here.counters()).toMatchObject({ sessions: 0 });
	expect((await failure(create({ isolate: "thread" } as never))).code).toBe("INVALID_ARGUMENT");
});

test("onLog and onProgress hear the backend", async () => {
	const heard: string[] = [];
	const { create } = catalogueOf(fake("loud", { log: [["warning", "mind the gap"]], openMs: 1 }));
	const session = await create({
		onLog: (level, engine, text) => heard.push(`${level} ${engine} ${text}`),
		onProgress: ({ backend, stage, fraction }) => heard.push(`${backend} ${stage} ${fraction}`),
	});
	expect(heard).toEqual(["warning loud mind the gap", "loud compile 0", "loud compile 1"]);
	await session.dispose();
});

test("the model's memory is given back once the session is open, and not before", async () => {
	let released = 0;
	const releasing: LoadedModel = { ...model, release: async () => void released++ };
	const backends = [fake("slow", { openMs: 20 }), failing("bad", "compile", "ENGINE")].map((backend) => ({
		id: backend.id,
		install: "none",
		load: () => Promise.resolve(backend),
	}));
	const create = createSessionFrom({ backends, words: {}, defaultPrefer: [] }, async () => [releasing]);
	await failure(create(bytes, { prefer: "bad" }));
	await failure(create(bytes, { prefer: "slow", signal: AbortSignal.timeout(5) }));
	expect(released).toBe(0);
	await (await create(bytes, { prefer: ["bad", "slow"] })).dispose();
	expect(released).toBe(1);
});

test("a backend whose parts are missing is still asked where an option may say where they are", async () => {
	const missing = createFakeBackend({ id: "far", missing: { reason: "no library", advice: "get it" } });
	const create = createSessionFrom(
		{ backends: [{ id: "far", install: "none", load: async () => missing }], words: {}, defaultPrefer: [] },
		async () => [await loadNet(addNet, "onnx")],
	);
	await expect(create(new Uint8Array(1), { prefer: "far" })).rejects.toMatchObject({ code: "UNAVAILABLE" });
	expect(missing.calls.some(({ method }) => method === "createSession")).toBe(false);
	const session = await create(new Uint8Array(1), { prefer: { backend: "far", options: { delayMs: 0 } } }).catch(
		(error: unknown) => error,
	);
	expect(missing.calls.some(({ method }) => method === "createSession")).toBe(true);
	await (session as Partial<AsyncDisposable>)[Symbol.asyncDispose]?.();
});

test.each([
	[null, "Expected an object with options but received null."],
	["cpu", "Expected an object with options but received cpu."],
	[{ threads: 100_000 }, "Expected at most 4096 for option `threads` but received 100000."],
	[{ onLog: "stderr" }, "Expected a function for option `onLog` of createSession"],
	[{ onProgress: 3 }, "Expected a function for option `onProgress` of createSession"],
	[{ signal: "stop" }, "Expected an AbortSignal for option `signal` but received stop."],
	[{ signal: null }, "Expected an AbortSignal for option `signal` but received null."],
	[{ prefer: { backend: "a", options: null } }, "Expected an object as `options` in an entry of `prefer`"],
	[{ inputs: { a: [1, 3] } }, "Bounds of input `a`"],
])("options of a wrong kind are INVALID_ARGUMENT before anything opens: %j", async (options, message) => {
	const { create } = catalogueOf(fake("a"));
	await expect(create(options as never)).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringContaining(message),
	});
});
