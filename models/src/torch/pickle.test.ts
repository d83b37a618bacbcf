import { InferenceError } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type PickleContext, readPickle } from "./pickle.ts";
import { join, pickle } from "./testing/pickle-writer.ts";

const context: PickleContext = {
	globals: new Map([["collections OrderedDict", () => new Map()]]),
	persistent: (id) => ({ id }),
};
const read = (...parts: Uint8Array[]) => readPickle(pickle.of(...parts), 0, context).value;

test("reads numbers, texts, tuples, lists and dictionaries", () => {
	expect(read(pickle.int(-5))).toBe(-5);
	expect(read(pickle.long(0xff, 0xff))).toBe(-1n);
	expect(read(pickle.long(0, 1))).toBe(256n);
	expect(read(pickle.text("weight"))).toBe("weight");
	expect(read(pickle.tupleOf(pickle.int(1), pickle.true, pickle.none))).toEqual([1, true, null]);
	expect(read(pickle.emptyList, pickle.mark, pickle.int(1), pickle.int(2), pickle.appends)).toEqual([1, 2]);
	expect(read(pickle.emptyDict, pickle.text("a"), pickle.int(1), pickle.setItem)).toEqual(new Map([["a", 1]]));
});

test("gives the same object where a pickle recalls one", () => {
	const [a, b] = read(pickle.mark, pickle.emptyList, pickle.put(7), pickle.get(7), pickle.tuple) as unknown[];
	expect(a).toBe(b);
});

test("says where a pickle ends, so that the next one can be read", () => {
	const first = pickle.of(pickle.int(1));
	expect(readPickle(join([first, pickle.of(pickle.int(2))]), first.length, context).value).toBe(2);
});

test("calls allowed names and hands persistent ids on", () => {
	expect(read(pickle.global("collections", "OrderedDict"), pickle.emptyTuple, pickle.reduce)).toEqual(new Map());
	expect(read(pickle.text("key"), pickle.persistent)).toEqual({ id: "key" });
});

test.each(["os system", "builtins eval", "torch FloatStorage", "constructor constructor"])(
	"refuses to call %s",
	(name) => {
		const [module = "", word = ""] = name.split(" ");
		expect(() => read(pickle.global(module, word), pickle.emptyTuple, pickle.reduce)).toThrow(
			`its pickle wants to call \`${name}\`, which is not allowed`,
		);
	},
);

test("refuses to call what is no function", () => {
	expect(() => read(pickle.text("os"), pickle.emptyTuple, pickle.reduce)).toThrow("calls what is no function");
});

test("refuses opcodes that no dictionary of tensors needs", () => {
	expect(() => read(new TextEncoder().encode("i"))).toThrow("received pickle opcode 105");
});

test("rejects a pickle that is cut anywhere", () => {
	const whole = pickle.of(pickle.emptyDict, pickle.text("a"), pickle.tupleOf(pickle.int(1)), pickle.setItem);
	for (let length = 0; length < whole.length; length++)
		expect(() => readPickle(whole.subarray(0, length), 0, context)).toThrow(InferenceError);
});

test("rejects or reads any bytes, and does nothing else", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
			try {
				readPickle(pickle.of(bytes), 0, context);
			} catch (error) {
				expect(error).toBeInstanceOf(InferenceError);
			}
		}),
		{ numRuns: 2_000 },
	);
});
