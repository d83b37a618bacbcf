import { addNet, createFakeBackend, dynamicBatchNet, feedsFor, loadNet } from "@polyinfer/conformance";
import { expect, test } from "vitest";
import { createSessionFrom } from "./create-session.ts";
import { openSession } from "./open-session.ts";
import type { NamesByFormat } from "./value-names.ts";

const model = await loadNet(addNet, "onnx");
const open = (io: NamesByFormat, options = {}) => openSession(createFakeBackend(), model, { io, ...options });

test("inputs and outputs have the names that were asked for, and run by them", async () => {
	const session = await open({ onnx: { inputs: { a: "left" }, outputs: { sum: "total" } } });
	expect(session.inputs.map(({ name }) => name)).toEqual(["left", "b"]);
	const { a, b } = feedsFor(addNet);
	const plain = await openSession(createFakeBackend(), model);
	const expected = await plain.run({ a, b } as never);
	const total = session.allocate("total");
	expect((await session.run({ left: a, b } as never, { outputs: { total } })).total).toBe(total);
	expect(total.data).toEqual(expected.sum?.data);
	expect(session.runSync({ left: a, b } as never).total?.data).toEqual(expected.sum?.data);
	await expect(session.run({ a, b } as never)).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
	expect(session.report.notes).toContain("Names: `a` is `left`, `sum` is `total`.");
	await Promise.all([session.dispose(), plain.dispose()]);
});

test("names of other formats leave a file as it is", async () => {
	const session = await open({ tflite: { inputs: { a: "left" } } });
	expect(session.inputs.map(({ name }) => name)).toEqual(["a", "b"]);
	await session.dispose();
});

test("two names may be exchanged", async () => {
	const session = await open({ onnx: { inputs: { a: "b", b: "a" } } });
	expect(session.inputs.map(({ name }) => name)).toEqual(["b", "a"]);
	await session.dispose();
});

test("bounds go by the names of the session", async () => {
	const io = { onnx: { inputs: { x: "rows" } } };
	const batch = await loadNet(dynamicBatchNet, "onnx");
	const session = await openSession(createFakeBackend(), batch, { io, inputs: { rows: { shape: [2, 4] } } });
	expect(session.inputs).toMatchObject([{ name: "rows", shape: [2, 4] }]);
	const { x } = feedsFor(dynamicBatchNet, 1, 2);
	expect((await session.run({ rows: x } as never)).y?.shape).toEqual([2, 3]);
	await session.dispose();
});

test.each([
	[{ onnx: { inputs: { aa: "left" } } }, "`io` names the input `aa`, which the file lacks."],
	[{ onnx: { outputs: { a: "left" } } }, "`io` names the output `a`, which the file lacks."],
	[{ onnx: { inputs: { a: "b" } } }, "`io` gives the name `b` to more than one input."],
] as const)("names that do not fit the file are INVALID_ARGUMENT: %j", async (io, message) => {
	const backend = createFakeBackend();
	await expect(openSession(backend, model, { io })).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringContaining(message),
	});
	expect(backend.counters()).toMatchObject({ sessions: 0 });
});

test.each([
	[{ onxx: {} }, "Unknown format `onxx` in `io`. Did you mean `onnx`?"],
	[{ onnx: { input: {} } }, "but received `input`"],
	[{ onnx: { inputs: { a: 1 } } }, "but received `inputs`"],
] as const)("a map that is none is INVALID_ARGUMENT before anything is read: %j", async (io, message) => {
	const create = createSessionFrom({ backends: [], words: {}, defaultPrefer: [] }, () =>
		Promise.reject(new Error("read")),
	);
	await expect(create(new Uint8Array(1), { io: io as never })).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringContaining(message),
	});
});
