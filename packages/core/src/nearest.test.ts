import { expect, test } from "vitest";
import { nearest, suggestion } from "./nearest.ts";

test("finds the word with the fewest edits", () => {
	expect(nearest("openvno", ["onnxruntime", "openvino", "cpu"])).toBe("openvino");
	expect(nearest("CPU", ["cpu", "gpu"])).toBe("cpu");
});

test("finds the word that begins with it, where none is near", () => {
	expect(nearest("tensorrt", ["openvino", "tensorrt-rtx"])).toBe("tensorrt-rtx");
	expect(nearest("cuda", ["ncnn", "cuda-libraries"])).toBe("cuda-libraries");
	expect(nearest("", ["cuda-libraries"])).toBeUndefined();
});

test("is silent where nothing is near", () => {
	expect(nearest("banana", ["cpu", "gpu"])).toBeUndefined();
	expect(suggestion("banana", ["cpu"])).toBe("");
});
