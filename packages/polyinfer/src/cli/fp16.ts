import { access } from "node:fs/promises";
import { InferenceError, type VerifiedOutput } from "@polyinfer/core";
import { embedWeights, type Float16Model, modelOf, toFloat16Async, writeOnnx } from "@polyinfer/model";
import type { CliContext, Command, CommandArguments, Outcome } from "./command.ts";
import { checkFloat16 } from "./fp16/check-float16.ts";
import { externalReader } from "./fp16/external-reader.ts";
import type { Fp16Facts } from "./fp16/fp16-facts.ts";
import { fp16Text } from "./fp16/fp16-text.ts";
import { readCheck } from "./fp16/read-check.ts";
import { readKeep } from "./fp16/read-keep.ts";
import { reasonOf } from "./fp16/reason-of.ts";
import { writeFileWhole } from "./write-file-whole.ts";

/** `polyinfer fp16`: an ONNX file rewritten to float16. */
export const fp16: Command = {
	name: "fp16",
	positionals: ["model", "out"],
	summary: "rewrite an ONNX file to float16, and compare both",
	options: {
		force: { help: "overwrites a file that is there" },
		keep: {
			value: "a,b",
			multiple: true,
			help: "operators and nodes that stay in float32, beside those that do anyway",
		},
		"float16-io": { help: "inputs and outputs become float16 too" },
		check: { help: "compares both first, rounding as float16 hardware does, and writes nothing where they differ" },
		seeds: { value: "n", help: "pairs of made-up inputs that --check compares on; default: 1" },
		tolerance: { value: "x", help: "largest difference that --check accepts, by an output's range; default: 0.02" },
		input: {
			value: "name=random|zeros|file.npy[:shape]",
			multiple: true,
			help: "what --check feeds an input; default: made up, the same every time",
		},
		shape: { value: "name=1,3,224,224", multiple: true, help: "fixes the free axes of an input for --check" },
		trusted: { help: "accept a model file that carries code" },
	},
	examples: [
		"polyinfer fp16 model.onnx model-fp16.onnx",
		"polyinfer fp16 detector.onnx detector-fp16.onnx --check --input images=picture.npy",
		"polyinfer fp16 model.onnx model-fp16.onnx --keep Softmax,head/exp --force --json",
	],
	run: runFp16,
};

async function runFp16(given: CommandArguments, context: CliContext): Promise<Outcome> {
	const [path, out] = given.positionals as [string, string];
	const request = readCheck(given);
	if (!("force" in given.values)) await refuseToOverwrite(out);
	const trusted = "trusted" in given.values;
	const [loaded] = await context.loader(path, { trusted });
	const graph = loaded && modelOf(loaded);
	if (graph === undefined || loaded === undefined)
		throw new InferenceError("UNSUPPORTED", `Expected an ONNX file but ${path} is of format ${loaded?.format}.`);
	const external = externalReader(path);
	const model = embedWeights(graph, external.read);
	const keep = readKeep(given, model);
	const isHalf = "float16-io" in given.values;
	const result = await toFloat16Async(model, { ...keep, keepInputs: !isHalf, keepOutputs: !isHalf });
	let outputs: readonly VerifiedOutput[] | undefined;
	if (request !== undefined) {
		const compared = isHalf ? await toFloat16Async(model, keep) : result;
		outputs = await checkFloat16({ original: loaded, rewritten: compared.model, path, trusted, ...request }, context);
	}
	const bytes = writeOnnx(result.model);
	await writeFileWhole(out, bytes);
	const before = loaded.files.reduce((sum, file) => sum + file.bytes.length, external.bytesRead());
	const facts = { path, out, bytes: { before, after: bytes.length }, ...factsOf(result) };
	return {
		exitCode: 0,
		json: { ...facts, ...(outputs === undefined ? {} : { outputs }) },
		text: (style) => fp16Text(facts, outputs, style),
	};
}

function factsOf({ convertedNodes, kept, casts, weights }: Float16Model): Omit<Fp16Facts, "path" | "out" | "bytes"> {
	return { convertedNodes, kept: kept.map((one) => ({ ...one, why: reasonOf(one) })), casts, weights };
}

async function refuseToOverwrite(path: string): Promise<void> {
	const isThere = await access(path).then(
		() => true,
		() => false,
	);
	if (isThere)
		throw new InferenceError("INVALID_ARGUMENT", `${path} is there already and was not overwritten.`, {
			advice: "Name another file, or type --force.",
		});
}
