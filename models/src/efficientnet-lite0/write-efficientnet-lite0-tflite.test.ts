import { readFile } from "node:fs/promises";
import { detectFormat } from "@polyinfer/model";
import { expect, test } from "vitest";
import { fetchModel } from "../index.ts";
import { writeEfficientnetLite0Tflite } from "./write-efficientnet-lite0-tflite.ts";

const { path, missing } = await fetchModel("efficientnet-lite0-tflite");

// What it computes is tested where LiteRT is.
test.skipIf(missing)(
	`the net written from the state dict is a .tflite file of its 4.6 million weights ${missing ?? ""}`,
	async () => {
		const bytes = await readFile(path as string);
		expect(detectFormat(bytes)).toEqual({ kind: "model", format: "tflite" });
		expect(bytes.length).toBeGreaterThan(4 * 4_600_000);
		expect(bytes.length).toBeLessThan(4 * 4_700_000);
	},
);

test("refuses a state dict of another net", () => {
	expect(() => writeEfficientnetLite0Tflite(new Map())).toThrow(
		"Expected float32 [32,3,3,3] for `_conv_stem.weight` but the state dict has none.",
	);
});
