import { mkdir } from "node:fs/promises";
import { Tensor } from "@polyinfer/core";
import { beforeAll, expect, test } from "vitest";
import { nodeCatalogue } from "../node-catalogue.ts";
import { onnxBytes, temporaryFolder } from "../testing/model-file.ts";
import { runCli } from "../testing/run-cli.ts";
import { readDemo } from "./read-demo.ts";

const folder = temporaryFolder();
const pixels = 3 * 224 * 224;
const labels = ["a", "b", "c", "d", "e", "espresso"];

/** A net whose logit of class i is i - 2 for a white picture. */
beforeAll(async () => {
	const weights = Float32Array.from({ length: pixels * 6 }, (_, at) => ((at % 6) - 2) / pixels);
	const model = onnxBytes({
		opset: 17,
		inputs: [{ name: "images", dtype: "float32", shape: [1, 3, 224, 224] }],
		outputs: [{ name: "logits", dtype: "float32", shape: [1, 6] }],
		nodes: [
			{ operator: "Flatten", inputs: ["images"], outputs: ["flat"] },
			{ operator: "MatMul", inputs: ["flat", "w"], outputs: ["logits"] },
		],
		weights: { w: new Tensor("float32", weights, [pixels, 6]) },
	});
	await folder.write("model.onnx", model);
	await folder.write("picture.rgb", new Uint8Array(3 * 6 * 4).fill(255));
	await folder.write("demo.json", JSON.stringify({ width: 6, height: 4, labels }));
});

const demo = (...options: string[]): ReturnType<typeof runCli> =>
	runCli(["demo", ...options], nodeCatalogue, { demoFolder: folder.path(""), colourBits: 1 });

test("classifies the picture and lists the five likeliest classes", async () => {
	const { exitCode, stdout } = await demo("--json");
	expect(exitCode).toBe(0);
	const { guesses, report } = JSON.parse(stdout) as {
		guesses: { label: string; probability: number }[];
		report: object;
	};
	expect(guesses.map(({ label }) => label)).toEqual(["espresso", "e", "d", "c", "b"]);
	const sum = [0, 1, 2, 3, 4, 5].reduce((total, logit) => total + Math.exp(logit - 5), 0);
	expect(guesses[0]?.probability).toBeCloseTo(1 / sum, 4);
	expect(report).toMatchObject({ backend: "onnxruntime" });
});

test("prints bars, times and the report; the picture only where there are colours", async () => {
	const { stdout } = await demo();
	expect(stdout).toMatch(/^This 6x4 picture shows\n {2}espresso +63\.\d % +\u2588{13}\n/);
	expect(stdout).toMatch(/to make it float32 \[1,3,224,224\], .* to run the net for the first time/);
	expect(stdout).toMatch(/onnxruntime .* runs on cpu/);
	const coloured = await runCli(["demo"], nodeCatalogue, { demoFolder: folder.path(""), colourBits: 24 });
	expect(coloured.stdout).toContain("\x1b[38;2;255;255;255;48;2;255;255;255m\u2580");
});

test("a backend that is not there ends with 3", async () => {
	expect(await demo("--prefer", "tensorrt")).toMatchObject({ exitCode: 3, stdout: "" });
});

test.each([
	["no files", undefined, /The demonstration is not in/],
	["too few pixels", { width: 7, height: 4, labels }, /Expected 7x4 RGB pixels/],
	["no labels", { width: 6, height: 4 }, /Expected a list of labels/],
	["another document", null, /Expected/],
])("a folder with %s is UNAVAILABLE, with a sentence", async (name, facts, sentence) => {
	const other = folder.path(name);
	await mkdir(other);
	if (facts !== undefined) {
		await folder.write(`${name}/demo.json`, JSON.stringify(facts));
		await folder.write(`${name}/picture.rgb`, new Uint8Array(3 * 6 * 4));
	}
	await expect(readDemo(other)).rejects.toMatchObject({
		code: "UNAVAILABLE",
		message: expect.stringMatching(sentence),
	});
	const { exitCode, stderr } = await runCli(["demo"], nodeCatalogue, { demoFolder: other });
	expect([exitCode, stderr]).toEqual([1, expect.stringMatching(sentence)]);
});
