import { readdirSync } from "node:fs";
import { InferenceError } from "@polyinfer/core";
import { expect, test } from "vitest";
import { BACKEND_PACKAGES } from "./backend-packages.ts";
import { BACKENDS, BROWSER_WORDS, createCatalogue, NODE_WORDS } from "./catalogue.ts";
import { nodeCatalogue } from "./node-catalogue.ts";

test("the catalogue's published packages are the backend folders beside this package", () => {
	const folders = readdirSync(new URL("../../", import.meta.url)).filter((name) => name.startsWith("backend-"));
	const published = Object.entries(BACKEND_PACKAGES).filter(([, { published }]) => published);
	expect(published.map(([folder]) => folder).sort()).toEqual(folders.sort());
});

test("every package of the catalogue has a backend, and every backend a package", () => {
	expect(new Set(Object.values(BACKENDS).map((entry) => entry.package))).toEqual(
		new Set(Object.keys(BACKEND_PACKAGES)),
	);
});

test.each(["onnxruntime", "openvino", "ncnn", "mnn", "litert", "tensorrt", "tfjs"])("knows %s", (id) => {
	const entry = nodeCatalogue.backends.find((backend) => backend.id === id);
	expect(entry?.install).toMatch(/^npm install @polyinfer\/backend-/);
});

test("the words are cpu, gpu, npu, webgpu and wasm, and lead to known backends only", () => {
	for (const words of [NODE_WORDS, BROWSER_WORDS]) {
		expect(Object.keys(words).sort()).toEqual(["cpu", "gpu", "npu", "wasm", "webgpu"]);
		for (const { backend } of Object.values(words).flat()) expect(Object.keys(BACKENDS)).toContain(backend);
	}
});

test("no word is a backend's id", () => {
	expect(Object.keys(NODE_WORDS).filter((word) => word in BACKENDS)).toEqual([]);
});

test("cpu leads to ONNX Runtime first in Node and to WebAssembly in browsers", () => {
	expect(NODE_WORDS.cpu.map(({ backend }) => backend)).toEqual([
		"onnxruntime",
		"openvino",
		"mnn",
		"ncnn",
		"litert",
		"tfjs",
	]);
	expect(BROWSER_WORDS.cpu.every(({ device }) => device === "wasm")).toBe(true);
	expect(nodeCatalogue.defaultPrefer).toEqual(["cpu"]);
});

test("a backend whose package is not there is UNAVAILABLE at find, with the line to type", async () => {
	const { backends } = createCatalogue(NODE_WORDS, { defaultPrefer: [], raced: [] }, () =>
		Promise.reject(new Error('Could not resolve "@polyinfer/backend-tfjs" imported by "polyinfer". Is it installed?')),
	);
	const entry = backends.find(({ id }) => id === "tfjs");
	const error = await entry?.load().catch((reason: unknown) => reason);
	expect(error).toBeInstanceOf(InferenceError);
	expect(error).toMatchObject({
		code: "UNAVAILABLE",
		stage: "find",
		backend: "tfjs",
		message: "@polyinfer/backend-tfjs is not installed",
		advice: "npm install @polyinfer/backend-tfjs",
	});
});

test("a published package that is missing is told without a promise", async () => {
	const missing = Object.assign(new Error("Cannot find package '@polyinfer/backend-onnx'"), {
		code: "ERR_MODULE_NOT_FOUND",
	});
	const error = await loadOnnxruntime(() => Promise.reject(missing));
	expect(error).toMatchObject({ stage: "find", message: "@polyinfer/backend-onnx is not installed" });
});

test("a package that is there and breaks while it is imported is told as that, at load", async () => {
	const cause = new SyntaxError("Unexpected token");
	const error = await loadOnnxruntime(() => Promise.reject(cause));
	expect(error).toMatchObject({ code: "UNAVAILABLE", stage: "load", message: "Unexpected token", cause });
});

test("a dependency of the package that is missing is not mistaken for the package", async () => {
	const missing = Object.assign(new Error("Cannot find package 'left-pad'"), { code: "ERR_MODULE_NOT_FOUND" });
	expect(await loadOnnxruntime(() => Promise.reject(missing))).toMatchObject({ stage: "load" });
});

test("a package without the backend is UNAVAILABLE at find", async () => {
	const error = await loadOnnxruntime(() => Promise.resolve({ other: {} }));
	expect(error).toMatchObject({ code: "UNAVAILABLE", stage: "find", backend: "onnxruntime" });
});

test("no package is imported before one of its backends is wanted", () => {
	createCatalogue(NODE_WORDS, { defaultPrefer: ["cpu"], raced: ["cpu"] }, () => {
		throw new Error("imported");
	});
});

function loadOnnxruntime(importPackage: () => Promise<object>): Promise<unknown> {
	const { backends } = createCatalogue(NODE_WORDS, { defaultPrefer: ["cpu"], raced: ["cpu"] }, importPackage);
	return (backends[0] as (typeof backends)[0]).load().catch((reason: unknown) => reason);
}
