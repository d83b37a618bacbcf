import { expect, test } from "vitest";
import { candidatesOf } from "./candidates.ts";
import type { Catalogue } from "./catalogue.ts";

const backend = (id: string) => ({
	id,
	install: `npm install ${id}`,
	load: () => Promise.reject(new Error("not here")),
});
const catalogue: Catalogue = {
	backends: [backend("onnxruntime"), backend("openvino"), backend("tensorrt")],
	words: {
		cpu: [
			{ backend: "onnxruntime", device: "cpu" },
			{ backend: "openvino", device: "CPU" },
		],
	},
	defaultPrefer: ["cpu"],
};
const names = (prefer: never): string[] =>
	candidatesOf(prefer, catalogue).map(({ backend, device }) => (device ? `${backend.id}/${device}` : backend.id));

test("words are replaced by their backends in order, doubles are left out", () => {
	expect(names(["tensorrt", "cpu", "tensorrt"] as never)).toEqual(["tensorrt", "onnxruntime/cpu", "openvino/CPU"]);
	expect(names(undefined as never)).toEqual(["onnxruntime/cpu", "openvino/CPU"]);
});

test("an entry keeps its device and options", () => {
	const [candidate] = candidatesOf({ backend: "openvino", device: "GPU.1", options: { hint: "latency" } }, catalogue);
	expect(candidate).toMatchObject({ entry: "openvino", device: "GPU.1", options: { hint: "latency" } });
});

test.each([
	[
		"openvno",
		'Unknown word "openvno" in `prefer`. Did you mean `openvino`? Known: onnxruntime, openvino, tensorrt, cpu.',
	],
	[{ backend: "cpu" }, 'Unknown backend "cpu"'],
	[{ backend: "openvino", devices: "GPU" }, "Unknown key `devices` in an entry of `prefer`. Did you mean `device`?"],
	[
		{ backend: "openvino", provider: "x" },
		"Unknown key `provider` in an entry of `prefer`. Known: backend, device, library, options, startOn; what is the engine's own belongs into `options`.",
	],
	[
		{ backend: "openvino", device: 0 },
		'Expected a device\'s name such as "cpu" or "cuda:0" as `device` in an entry of `prefer` but received 0.',
	],
	[
		{ backend: "openvino", options: null },
		"Expected an object as `options` in an entry of `prefer` but received null.",
	],
	[
		{ backend: "openvino", options: "fast" },
		'Expected an object as `options` in an entry of `prefer` but received "fast".',
	],
	[{ backend: "openvino", options: [] }, "Expected an object as `options`"],
	["cuda:0", 'Unknown word "cuda:0" in `prefer`. A device goes with its backend: { backend, device: "cuda:0" }.'],
	[[], "at least one entry"],
	[[3], "Expected an id, a word or"],
	["constructor", 'Unknown word "constructor"'],
])("a wrong entry is INVALID_ARGUMENT: %j", (prefer, message) => {
	expect(() => candidatesOf(prefer as never, catalogue)).toThrow(message);
});

test("`library` of an entry is short for the option of that name, and is not given twice", () => {
	const [candidate] = candidatesOf({ backend: "openvino", library: "/lib/b.so", options: { speed: 1 } }, catalogue);
	expect(candidate?.options).toEqual({ library: "/lib/b.so", speed: 1 });
	expect(() =>
		candidatesOf({ backend: "openvino", library: "/b.so", options: { library: "/c.so" } }, catalogue),
	).toThrow("Expected `library` once in an entry of `prefer` but received it twice.");
});
