import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import type { LoadedModel, ModelSource } from "@polyinfer/core";
import { expect, onTestFinished, test } from "vitest";
import { loadModel } from "./load-model.ts";
import { modelOf } from "./model-of.ts";
import { writeOnnx } from "./onnx/write-onnx.ts";
import { externalModel } from "./testing/external-model.ts";
import { smallModel } from "./testing/small-model.ts";

const bytes = writeOnnx(smallModel());
const sha256 = await crypto.subtle
	.digest("SHA-256", bytes)
	.then((digest) => Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join(""));

async function loadOne(source: ModelSource, options = {}): Promise<LoadedModel> {
	const [loaded, ...others] = await loadModel(source, options);
	expect(others).toEqual([]);
	return loaded as LoadedModel;
}

async function serve(answer: RequestListener): Promise<string> {
	const server = createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	onTestFinished(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 8), 8);
shared.set(bytes);
const shifted = new Uint8Array(bytes.length + 8).subarray(5, 5 + bytes.length);
shifted.set(bytes);

test.each<[string, ModelSource]>([
	["bytes", bytes],
	["an ArrayBuffer", bytes.slice().buffer],
	["a view with an offset", shifted],
	["shared memory", shared],
	["a Buffer", Buffer.from(bytes)],
	["a Blob", new Blob([bytes])],
	["a data: URL", new URL(`data:application/octet-stream;base64,${Buffer.from(bytes).toString("base64")}`)],
	["a blob: URL", new URL(URL.createObjectURL(new Blob([bytes])))],
	["the text of a URL", `data:application/octet-stream;base64,${Buffer.from(bytes).toString("base64")}`],
	["an object by format", { onnx: bytes, tflite: undefined } as unknown as ModelSource],
])("loads %s", async (_, source) => {
	const loaded = await loadOne(source);
	expect(loaded).toMatchObject({ format: "onnx", sha256 });
	expect(loaded.files).toEqual([{ name: "", bytes }]);
	expect(loaded.metadata?.inputs.map(({ name }) => name)).toEqual(["x", "flag"]);
	expect(modelOf(loaded)).toEqual(smallModel());
	expect(loaded.findings.map(({ kind }) => kind)).toEqual(["custom-domain"]);
});

test("the caller's bytes may be overwritten once the model is loaded", async () => {
	const own = bytes.slice();
	const loaded = await loadOne(own);
	own.fill(0);
	expect(loaded.files[0]?.bytes).toEqual(bytes);
	expect(modelOf(loaded)).toEqual(smallModel());
});

test("bytes that are transferred away meanwhile are INVALID_ARGUMENT", async () => {
	const own = bytes.slice();
	const loading = loadModel(own, {});
	structuredClone(own, { transfer: [own.buffer] });
	await expect(loading).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringMatching(/transferred/),
	});
	await expect(loadModel(own, {})).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringMatching(/transferred away/),
	});
});

test("loads several formats in the order given", async () => {
	const tflite = Uint8Array.from("\x1c\0\0\0TFL3\0\0\0\0", (char) => char.charCodeAt(0));
	const loaded = await loadModel({ tflite, onnx: bytes }, {});
	expect(loaded.map(({ format }) => format)).toEqual(["tflite", "onnx"]);
	expect(loaded[0]).not.toHaveProperty("metadata");
	expect(loaded[0] && modelOf(loaded[0])).toBeUndefined();
	expect(loaded[0]?.findings).toMatchObject([{ kind: "unread-format", refused: true }]);
});

test.each<[string, unknown, string, RegExp]>([
	[
		"another format than declared",
		{ tflite: bytes },
		"INVALID_MODEL",
		/format tflite but the given data is of format onnx/,
	],
	["an unknown format", { onx: bytes }, "INVALID_ARGUMENT", /`onx`/],
	["no format", {}, "INVALID_ARGUMENT", /empty object/],
	["a number", 7, "INVALID_ARGUMENT", /received number/],
	["null", null, "INVALID_ARGUMENT", /received null/],
	["nothing in a format", { onnx: null }, "INVALID_ARGUMENT", /received null/],
	["no bytes", new Uint8Array(0), "INVALID_MODEL", /is empty/],
	["a picture", Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), "INVALID_MODEL", /is a picture/],
	["a truncated model", bytes.slice(0, 300), "INVALID_MODEL", /truncated/],
	["a path without Node", "models/a.onnx", "INVALID_ARGUMENT", /address of a model/],
	["another protocol", new URL("ftp://example.org/a.onnx"), "INVALID_ARGUMENT", /ftp:/],
])("refuses %s", async (_, source, code, message) => {
	await expect(loadModel(source as ModelSource, {})).rejects.toMatchObject({
		code,
		message: expect.stringMatching(message),
	});
});

test("fetches a URL", async () => {
	const address = await serve((_, response) => response.end(bytes));
	expect(await loadOne(new URL(`${address}/net.onnx`))).toMatchObject({ format: "onnx", sha256 });
});

test("an HTTP error is INVALID_ARGUMENT and keeps secrets of the address to itself", async () => {
	const address = await serve((_, response) => response.writeHead(404).end());
	const { message } = await loadModel(new URL(`${address}/net.onnx?token=secret`), {}).then(
		() => expect.unreachable(),
		(error: Error & { code: string }) => {
			expect(error.code).toBe("INVALID_ARGUMENT");
			return error;
		},
	);
	expect(message).toMatch(/HTTP 404 Not Found/);
	expect(message).not.toMatch(/secret/);
});

test("an HTML page in place of a model is named as one", async () => {
	const address = await serve((_, response) => response.end("<!doctype html><title>Log in</title>"));
	await expect(loadModel(new URL(address), {})).rejects.toMatchObject({
		code: "INVALID_MODEL",
		message: expect.stringMatching(/HTML page titled "Log in"/),
	});
});

test("an answer over the bound is refused before it is read", async () => {
	const address = await serve((_, response) =>
		response.writeHead(200, { "content-length": String(2 ** 32) }).write("x"),
	);
	await expect(loadModel(new URL(address), {})).rejects.toMatchObject({
		code: "INVALID_MODEL",
		message: expect.stringMatching(/at most 2147483647 bytes/),
	});
});

test("nobody there is INVALID_ARGUMENT with the reason", async () => {
	await expect(loadModel(new URL("http://127.0.0.1:1/net.onnx"), {})).rejects.toMatchObject({
		code: "INVALID_ARGUMENT",
		message: expect.stringMatching(/Could not fetch http:\/\/127\.0\.0\.1:1\/net\.onnx: \S/),
	});
});

test("an aborted signal is ABORTED with its reason, before and during a fetch", async () => {
	const reason = new Error("enough");
	const aborted = { code: "ABORTED", name: "AbortError", cause: reason };
	await expect(loadModel(bytes, { signal: AbortSignal.abort(reason) })).rejects.toMatchObject(aborted);
	const abort = new AbortController();
	const address = await serve((_, response) => {
		response.write(bytes.slice(0, 10));
		setTimeout(() => abort.abort(reason), 20);
	});
	await expect(loadModel(new URL(address), { signal: abort.signal })).rejects.toMatchObject(aborted);
});

test("weights of a model in memory that lie in a file are INVALID_MODEL unless trusted", async () => {
	for (const location of ["w.bin", "/etc/passwd", "../w.bin"]) {
		const build = externalModel({ location, offset: 0 });
		await expect(loadModel(build, {})).rejects.toMatchObject({
			code: "INVALID_MODEL",
			message: expect.stringMatching(/refused for external-path/),
			advice: expect.stringMatching(/trusted: true/),
		});
		expect((await loadOne(build, { trusted: true })).findings.map(({ kind }) => kind)).toEqual([
			"external-data",
			"external-path",
		]);
	}
});

test("what only a vendor reads is taken where it is declared, but not what a failed download left", async () => {
	const odd = Uint8Array.from({ length: 100 }, (_, i) => (i * 37) % 251);
	await expect(loadModel(odd, {})).rejects.toMatchObject({ code: "INVALID_MODEL" });
	for (const model of [odd, bytes, new TextEncoder().encode("PK\x03\x04 and more")]) {
		const loaded = await loadOne({ vendor: model });
		expect(loaded).toMatchObject({ format: "vendor", findings: [{ kind: "unread-format", refused: true }] });
		expect(loaded.metadata).toBeUndefined();
	}
	for (const text of [
		"",
		"<!DOCTYPE html><html></html>",
		"version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n",
	])
		await expect(loadModel({ vendor: new TextEncoder().encode(text) }, {})).rejects.toMatchObject({
			code: "INVALID_MODEL",
		});
});
