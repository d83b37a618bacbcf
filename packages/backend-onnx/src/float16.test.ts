import { isDeepStrictEqual } from "node:util";
import { type OfficialCase, officialCasesOf } from "@polyinfer/conformance";
import { dtypeOfNumber, type Tensor, toInferenceError } from "@polyinfer/core";
import { type Model, readOnnx, readOnnxValue, toFloat16, weightTensor, writeOnnx } from "@polyinfer/model";
import { fetchArchive, readArchive } from "@polyinfer/models";
import { describe, expect, test } from "vitest";
import { twoRuns } from "./testing/two-runs.ts";

/** Share of an output's range: a few roundings to float16. */
const TOLERANCE = 4e-3;
/** An output of theirs shows the lowest float32, which float16 has not. */
const BEYOND_RANGE = /^test_attention_4d_with_past_and_present_qk_matmul_bias_[34]d_mask_causal$/;
const GROUPS = 4;

const { path: archive, missing } = await fetchArchive("onnx-node-tests");
const cases = archive === undefined ? [] : officialCasesOf(await readArchive(archive));
const isRequired = (process.env.POLYINFER_REQUIRE ?? "").split(",").some((word) => word.trim() === "onnx-node-tests");

test.skipIf(missing !== undefined && !isRequired)(`the official tests are here ${missing ?? ""}`, () => {
	expect(missing).toBeUndefined();
});

describe("official node tests in float16", () => {
	const groups = Array.from({ length: GROUPS }, (_, i) => i + 1);
	test.skipIf(missing).for(groups)(`part %i of ${GROUPS} ${missing ?? ""}`, async (part) => {
		const found = { rewritten: 0, compared: 0 };
		const wrong: string[] = [];
		for (const one of cases.slice(((part - 1) * cases.length) / GROUPS, (part * cases.length) / GROUPS)) {
			const problem = await problemOf(one, found).catch((error: unknown) => toInferenceError(error).message);
			if (problem !== undefined) wrong.push(`${one.name}: ${problem}`);
		}
		expect(wrong).toEqual([]);
		expect(found.rewritten).toBeGreaterThan(50);
		expect(found.compared).toBeGreaterThan(50);
	});
});

async function problemOf(
	one: OfficialCase,
	found: { rewritten: number; compared: number },
): Promise<string | undefined> {
	const before = modelOf(one.model);
	if (before === undefined) return undefined;
	const { model } = toFloat16(before);
	if (isDeepStrictEqual(model, before)) return undefined;
	found.rewritten++;
	if (!isDeepStrictEqual(toFloat16(model).model, model)) return "changes when it is rewritten again";
	readOnnx(writeOnnx(model));
	for (const { inputs } of one.dataSets) {
		const feeds = feedsOf(before, inputs);
		if (feeds === undefined) return undefined;
		const runs = await twoRuns(one.model, model, feeds);
		if (runs.length === 0) return undefined;
		found.compared += runs.length;
		for (const [name, expected, actual] of runs) {
			const problem = differenceOf(expected, actual);
			if (problem !== undefined && !BEYOND_RANGE.test(one.name)) return `${name} ${problem}`;
		}
	}
	return undefined;
}

/** Broken models and operator sets that cannot be rewritten have tests of their own. */
function modelOf(bytes: Uint8Array): Model | undefined {
	try {
		const model = readOnnx(bytes);
		toFloat16(model);
		return model;
	} catch (error) {
		if (["INVALID_MODEL", "UNSUPPORTED"].includes(toInferenceError(error).code)) return undefined;
		throw error;
	}
}

function feedsOf({ graph }: Model, files: readonly Uint8Array[]): Record<string, Tensor> | undefined {
	const feeds: Record<string, Tensor> = {};
	const inputs = graph.inputs.filter(({ name }) => !graph.weights.has(name));
	for (const [i, bytes] of files.entries()) {
		const input = inputs[i];
		if (input?.type.kind !== "tensor") return undefined;
		const value = readOnnxValue(bytes, "tensor");
		if (value.kind !== "tensor" || dtypeOfNumber(value.tensor.elementType) === undefined) return undefined;
		feeds[input.name] = weightTensor(value.tensor);
	}
	return feeds;
}

function differenceOf(expected: Tensor, actual: Tensor | undefined): string | undefined {
	if (actual?.dtype !== expected.dtype) return `is ${actual?.dtype} instead of ${expected.dtype}`;
	if (!isDeepStrictEqual(actual.shape, expected.shape)) return `is of shape [${actual.shape}]`;
	if (expected.dtype === "string") return isDeepStrictEqual(actual.data, expected.data) ? undefined : "has other texts";
	const [wanted, came] = [expected.toNumbers(), actual.toNumbers()];
	const range = wanted.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 0.01);
	for (const [i, x] of wanted.entries())
		if (!Object.is(x, came[i]) && !(Math.abs(x - (came[i] as number)) <= TOLERANCE * range) && x !== came[i])
			return `[${i}] is ${came[i]} instead of ${x}`;
	return undefined;
}
