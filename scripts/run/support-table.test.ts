import { expect, test } from "vitest";
import { lostColumns } from "./support-table.mjs";

const table = (...columns: string[]): string =>
	`# What each backend does\n\n|  |  | ${columns.join(" | ")} |\n| --- | --- |${" --- |".repeat(columns.length)}\n| dtypes | float32 | yes |\n`;

test("a machine that lacks engines would take their columns out of the table", () => {
	const before = table("ncnn, addon (onnx)", "onnxruntime, addon (onnx)", "onnxruntime, worker (onnx)");
	expect(lostColumns(before, table("onnxruntime, worker (onnx)", "tfjs, wasm (onnx)"))).toEqual([
		"ncnn, addon (onnx)",
		"onnxruntime, addon (onnx)",
	]);
});

test("a table that is new, or only grows or changes places, loses none", () => {
	const columns = ["onnxruntime, addon (onnx)", "onnxruntime, worker (onnx)"];
	expect(lostColumns("", table(...columns))).toEqual([]);
	expect(lostColumns(table(...columns), table("ncnn, addon (onnx)", ...columns.toReversed()))).toEqual([]);
});
