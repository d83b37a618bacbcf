import { expect, test } from "vitest";
import { officialCasesOf } from "./official-case.ts";

const file = (path: string, byte = 0) => [path, Uint8Array.of(byte)] as const;

test("sorts files into cases, data sets and places, in whatever order they come", () => {
	const cases = officialCasesOf([
		file("test_b/test_data_set_1/output_0.pb", 1),
		file("test_b/test_data_set_0/input_1.pb", 2),
		file("test_b/test_data_set_0/input_0.pb", 3),
		file("test_b/model.onnx", 4),
		file("test_b/test_data_set_0/output_0.pb", 5),
		file("test_a/model.onnx", 6),
	]);
	expect(cases.map(({ name }) => name)).toEqual(["test_a", "test_b"]);
	expect(cases[1]).toEqual({
		name: "test_b",
		model: Uint8Array.of(4),
		dataSets: [
			{ inputs: [Uint8Array.of(3), Uint8Array.of(2)], outputs: [Uint8Array.of(5)] },
			{ inputs: [], outputs: [Uint8Array.of(1)] },
		],
	});
});

test("refuses files that are none of a case, cases without a model, and gaps", () => {
	expect(() => officialCasesOf([file("test_a/readme.md")])).toThrow(/readme\.md/);
	expect(() => officialCasesOf([file("test_a/test_data_set_0/input_0.pb")])).toThrow(/test_a\/model\.onnx/);
	expect(() => officialCasesOf([file("test_a/model.onnx"), file("test_a/test_data_set_0/input_1.pb")])).toThrow(
		/number 0 is missing/,
	);
	expect(() => officialCasesOf([file("test_a/model.onnx"), file("test_a/test_data_set_1/input_0.pb")])).toThrow(
		/number 0 is missing/,
	);
});
