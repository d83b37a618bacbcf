import { readFile } from "node:fs/promises";
import { detectFormat } from "@polyinfer/model";
import { expect, test } from "vitest";
import { fetchModel } from "../index.ts";

const { path, missing } = await fetchModel("object-ssd");

test.skipIf(missing)(`the model in the package's assets is a .tflite file ${missing ?? ""}`, async () => {
	expect(detectFormat(await readFile(path as string))).toEqual({ kind: "model", format: "tflite" });
});
