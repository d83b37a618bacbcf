import { InferenceError } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readStateDict } from "./read-state-dict.ts";
import { pickle } from "./testing/pickle-writer.ts";
import { stateDictFile } from "./testing/state-dict-file.ts";

const file = stateDictFile([
	{ name: "conv.weight", storage: [0, 1, 2, 3, 4, 5], shape: [3, 2], stride: [1, 3] },
	{ name: "bn.counter", storage: [7], shape: [], stride: [], long: true },
	{ name: "bn.bias", storage: [9, 8, 7], offset: 1, shape: [2], stride: [1] },
]);

test("reads float tensors in the file's order, strides honoured, counters passed over", () => {
	const state = readStateDict(file);
	expect([...state.keys()]).toEqual(["conv.weight", "bn.bias"]);
	expect(state.get("conv.weight")).toEqual({ shape: [3, 2], data: Float32Array.of(0, 3, 1, 4, 2, 5) });
	expect(state.get("bn.bias")).toEqual({ shape: [2], data: Float32Array.of(8, 7) });
});

test("reads a Buffer that is a part of a larger one", () => {
	const larger = Buffer.concat([Buffer.alloc(3), file]);
	expect(readStateDict(larger.subarray(3)).get("bn.bias")?.data).toEqual(Float32Array.of(8, 7));
});

test("rejects a file that is cut anywhere", () => {
	for (let length = 0; length < file.length; length++)
		expect(() => readStateDict(file.subarray(0, length))).toThrow(InferenceError);
});

test("rejects or reads a file with a flipped bit, and does nothing else", () => {
	fc.assert(
		fc.property(fc.nat(file.length * 8 - 1), (bit) => {
			const broken = Uint8Array.from(file);
			broken[bit >> 3] = (broken[bit >> 3] as number) ^ (1 << (bit & 7));
			try {
				readStateDict(broken);
			} catch (error) {
				expect(error).toBeInstanceOf(InferenceError);
			}
		}),
		{ numRuns: 2_000 },
	);
});

test("says of the newer format, a zip file, and of anything else that it is not read", () => {
	expect(() => readStateDict(new TextEncoder().encode("PK\u0003\u0004rest"))).toThrow("received pickle opcode 80");
	expect(() => readStateDict(pickle.of(pickle.int(1)))).toThrow("a zip file is the newer format");
});

test("refuses a tensor that reaches outside its storage", () => {
	const outside = stateDictFile([{ name: "w", storage: [1, 2], shape: [3], stride: [1] }]);
	expect(() => readStateDict(outside)).toThrow("reaches outside its storage of 2 elements");
});
