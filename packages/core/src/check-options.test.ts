import { expect, test } from "vitest";
import { checkOptions, type OptionSchema } from "./check-options.ts";

const schema: OptionSchema = {
	threads: "count",
	mode: ["sequential", "parallel"],
	spinning: "boolean",
	properties: "record",
};

test("accepts known keys of the right kind and undefined", () => {
	checkOptions({ threads: 2, mode: "parallel", spinning: false, properties: { a: "b" } }, schema, "x");
	checkOptions({ threads: undefined }, schema, "x");
});

test("names the nearest key for an unknown one", () => {
	expect(() => checkOptions({ thread: 2 }, schema, "onnxruntime")).toThrow(
		"Unknown option `thread` of onnxruntime. Did you mean `threads`? Known: threads, mode, spinning, properties.",
	);
	expect(() => checkOptions({ toString: 1 }, schema, "x")).toThrow("Unknown option `toString`");
});

test("says what kind of value was expected and what came", () => {
	expect(() => checkOptions({ threads: 1.5 }, schema, "x")).toThrow("Expected an integer of 0 and above");
	expect(() => checkOptions({ mode: "fast" }, schema, "x")).toThrow(
		'Expected one of "sequential", "parallel" for option `mode` of x but received "fast".',
	);
	expect(() => checkOptions({ spinning: "yes" }, schema, "x")).toThrow(
		'Expected a boolean for option `spinning` of x but received "yes".',
	);
	expect(() => checkOptions({ onLog: "stderr" }, { onLog: "function" }, "x")).toThrow(
		'Expected a function for option `onLog` of x but received "stderr".',
	);
	expect(() => checkOptions({ properties: [] }, schema, "x")).toThrow("Expected an object");
});
