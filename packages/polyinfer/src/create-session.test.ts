import { Tensor } from "@polyinfer/core";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createSession } from "./create-session.ts";
import { inspectModel } from "./inspect-model.ts";
import { onnxBytes, temporaryFolder } from "./testing/model-file.ts";

const folder = temporaryFolder();
// Here no engine was added, whatever there is on this machine.
beforeEach(() => {
	vi.stubEnv("POLYINFER_CACHE", folder.path("cache"));
	vi.stubEnv("POLYINFER_OPENVINO_LIBRARY", "");
});
afterEach(() => vi.unstubAllEnvs());

const a = new Tensor("float32", Float32Array.of(1, 2, 3), [1, 3]);
const b = new Tensor("float32", Float32Array.of(10, 20, 30), [1, 3]);

/** The error of a call that must fail, with its sentence. */
async function failureOf(model: Parameters<typeof createSession>[0], options?: object): Promise<unknown> {
	return createSession(model, options).then(
		async (session) => {
			await session.dispose();
			throw new Error("the session was created");
		},
		(error: unknown) => error,
	);
}

test("a model from a path, a URL, bytes and a Blob runs on ONNX Runtime", async () => {
	const bytes = onnxBytes();
	const path = await folder.write("add.onnx", bytes);
	for (const model of [path, new URL(`file://${path}`), bytes, bytes.buffer, new Blob([bytes]), { onnx: path }]) {
		const session = await createSession(model);
		const { sum } = await session.run({ a, b });
		expect(sum?.data).toEqual(Float32Array.of(11, 22, 33));
		expect(session.report).toMatchObject({ backend: "onnxruntime", device: "cpu", format: "onnx" });
		await session.dispose();
	}
});

test("three lines of the report say why TensorRT and OpenVINO do not run, what to type, and what does", async () => {
	const session = await createSession(onnxBytes(), { prefer: ["tensorrt", "openvino", "cpu"] });
	await session.dispose();
	const lines = session.report.toString().split("\n").slice(0, 3);
	expect(lines).toEqual([
		// Where nothing native was built, the addon is missing before the library is.
		expect.stringMatching(
			/^tensorrt: not used, UNAVAILABLE at (find: (TensorRT's library was not found|There is no native addon|.* not built)|load: NVIDIA's driver is not here): .* -> /,
		),
		expect.stringMatching(
			/^openvino: not used, UNAVAILABLE at find: .* -> (npx polyinfer engines add openvino$|npm install @polyinfer\/engine-host-)/,
		),
		expect.stringMatching(
			/^onnxruntime \d+\.\d+\.\d+ runs on cpu by "cpu": onnx, as in the model, through (addon|worker), ready in \d+ ms$/,
		),
	]);
});

test("`prefer` with one entry is strict, and the error tells what to type", async () => {
	expect(await failureOf(onnxBytes(), { prefer: ["tensorrt"] })).toMatchObject({
		code: "UNAVAILABLE",
		// Without the library, or without a driver; where nothing native was built, without that.
		stage: expect.stringMatching(/^(find|load)$/),
		advice: expect.stringMatching(/npx polyinfer engines add tensorrt-rtx|install it|npm install/),
		attempts: [{ backend: "tensorrt", outcome: "failed" }],
		message: expect.stringMatching(/TensorRT|NVIDIA's driver|There is no native addon/),
	});
});

test("the report's pin makes the same choice again", async () => {
	const session = await createSession(onnxBytes(), { prefer: ["openvino", "cpu"] });
	await session.dispose();
	const again = await createSession(onnxBytes(), { prefer: session.report.pin });
	await again.dispose();
	expect(again.report.attempts).toHaveLength(1);
	expect(again.report.pin).toEqual(session.report.pin);
});

test.each([
	["lfs.onnx", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", /Git LFS/i],
	["page.onnx", "<!DOCTYPE html><html><body>404</body></html>", /HTML/i],
	["empty.onnx", "", /empty/i],
	["picture.onnx", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0, 13), /PNG|picture/i],
	["packed.onnx", Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0), /zip/i],
	["cut.onnx", onnxBytes().subarray(0, 60), /./],
])("%s is INVALID_MODEL and the sentence says what it is", async (name, content, sentence) => {
	const path = await folder.write(name, content);
	const expected = { code: "INVALID_MODEL", message: expect.stringMatching(sentence) };
	expect(await failureOf(path)).toMatchObject(expected);
	await expect(inspectModel(path)).rejects.toMatchObject(expected);
});

test("flipped bits never crash: the model is refused or runs", async () => {
	const bytes = onnxBytes();
	for (let at = 0; at < bytes.length; at += 3) {
		const flipped = bytes.slice();
		flipped[at] = (flipped[at] as number) ^ 0x55;
		const session = await createSession(flipped).catch((error: unknown) => error);
		if (session instanceof Error)
			expect(["INVALID_MODEL", "UNSUPPORTED"]).toContain((session as unknown as { code: string }).code);
		else await (session as Awaited<ReturnType<typeof createSession>>).dispose();
	}
});

test.each([
	["a file that is not there", {}, "none.onnx"],
	["an unknown word", { prefer: ["gp"] }, "Did you mean `gpu`?"],
	["an unknown id", { prefer: [{ backend: "openvin" }] }, "Did you mean `openvino`?"],
	["an unknown option", { thraeds: 1 }, "Did you mean `threads`?"],
	[
		"an unknown option of the engine",
		{ prefer: [{ backend: "onnxruntime", options: { spining: true } }] },
		"Did you mean `spinning`?",
	],
	["an unknown input", { inputs: { c: { shape: [1, 3] } } }, "`c`"],
])("%s is INVALID_ARGUMENT with the nearest known one", async (what, options, sentence) => {
	const model = what === "a file that is not there" ? folder.path("none.onnx") : onnxBytes();
	expect(await failureOf(model, options)).toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringContaining(sentence),
	});
});

test("a library that is none is UNAVAILABLE and names the file, or the addon where that is missing", async () => {
	const library = await folder.write("libonnxruntime.so", "not a library");
	const error = await failureOf(onnxBytes(), { prefer: [{ backend: "onnxruntime", options: { library } }] });
	expect(error).toMatchObject({ code: "UNAVAILABLE", message: expect.stringMatching(/libonnxruntime\.so|addon/) });
});

test("use after dispose is DISPOSED, and dispose is idempotent", async () => {
	const session = await createSession(onnxBytes());
	await session.dispose();
	await session.dispose();
	await expect(session.run({ a, b })).rejects.toMatchObject({ code: "DISPOSED" });
});

test("a feed that does not fit is INVALID_ARGUMENT with both types in the sentence", async () => {
	const session = await createSession(onnxBytes());
	try {
		const wrong = new Tensor("uint8", new Uint8Array(4), [1, 4]);
		await expect(session.run({ a: wrong, b })).rejects.toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringMatching(/Expected float32 \[N,3\] for input `a` but received uint8 \[1,4\]/),
		});
	} finally {
		await session.dispose();
	}
});

test("an aborted signal rejects with ABORTED before anything is read", async () => {
	const reason = new Error("enough");
	expect(await failureOf(folder.path("none.onnx"), { signal: AbortSignal.abort(reason) })).toMatchObject({
		code: "ABORTED",
		name: "AbortError",
		cause: reason,
	});
});

test("a level in POLYINFER_LOG that is none is INVALID_ARGUMENT", async () => {
	process.env.POLYINFER_LOG = "loud";
	try {
		expect(await failureOf(onnxBytes())).toMatchObject({
			code: "INVALID_ARGUMENT",
			message: expect.stringContaining("POLYINFER_LOG"),
		});
	} finally {
		delete process.env.POLYINFER_LOG;
	}
});
