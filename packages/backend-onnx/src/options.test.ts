import { expect, test } from "vitest";
import { engineOptions } from "./engines/onnxruntime/engine-options.ts";
import { freeDimensionsOf } from "./free-dimensions.ts";
import { parseOptions } from "./options.ts";
import { identityNet } from "./testing/nets.ts";

const { metadata } = identityNet("float32", ["batch", "width"]);

function messageOf(options: Record<string, unknown>): string {
	try {
		parseOptions(options, metadata);
	} catch (error) {
		return `${(error as { code: string }).code}: ${(error as Error).message}`;
	}
	return "taken";
}

test("names the nearest option for a misspelt one", () => {
	expect(messageOf({ interopThreads: 2 })).toMatch(
		/^INVALID_ARGUMENT: .*`interopThreads`.*Did you mean `interOpThreads`\?/,
	);
	expect(messageOf({ graphOptimizationLevel: "most" })).toMatch(/^INVALID_ARGUMENT: .*"all".*"most"/);
	expect(messageOf({ interOpThreads: 0 })).toMatch(/^INVALID_ARGUMENT: Expected 1 or more/);
});

test("names the nearest free axis for one that the model lacks", () => {
	expect(messageOf({ freeDimensions: { batch: 4 } })).toBe("taken");
	expect(messageOf({ freeDimensions: { Batch: 4 } })).toMatch(
		/no free axis `Batch`. Did you mean `batch`\?.*batch, width/,
	);
	expect(messageOf({ freeDimensions: { batch: 1.5 } })).toMatch(/Expected a whole number above 0/);
});

test("takes configuration entries as texts only, and a library only with the addon", () => {
	expect(messageOf({ properties: { "session.set_denormal_as_zero": 1 } })).toMatch(/Expected a string/);
	expect(messageOf({ binding: "worker", library: "/lib.so" })).toMatch(/only with the addon/);
});

test("writes options as texts, spinning off unless asked, what is passed through last", () => {
	const options = {
		binding: "addon",
		spinning: undefined as never,
		arena: false,
		executionMode: "parallel",
		freeDimensions: { batch: 1 },
		properties: { "session.intra_op.allow_spinning": "1" },
	} as const;
	const texts = engineOptions(options, "warning");
	expect(Object.entries(texts)).toEqual([
		["spinning", "false"],
		["arena", "false"],
		["executionMode", "parallel"],
		["freeDimension.batch", "1"],
		["config.session.intra_op.allow_spinning", "1"],
	]);
});

test("POLYINFER_LOG makes the engine log more, never less, and never against the caller", () => {
	expect(engineOptions({}, "debug")).toMatchObject({ logSeverity: "verbose" });
	expect(engineOptions({}, "info")).toMatchObject({ logSeverity: "info" });
	for (const level of ["warning", "error", "", undefined])
		expect(engineOptions({}, level)).toEqual({ spinning: "false" });
	expect(engineOptions({ logSeverity: "error" }, "debug")).toMatchObject({ logSeverity: "error" });
	expect(engineOptions({ logSeverity: undefined as never }, "debug")).toMatchObject({ logSeverity: "verbose" });
});

test("turns bounds into fixed axes only where every input of that name agrees", () => {
	const shape = (...dimNames: string[]) => ({ dtype: "float32", shape: dimNames.map(() => null), dimNames }) as const;
	const inputs = [
		{ name: "a", ...shape("batch", "width") },
		{ name: "b", ...shape("batch", "length") },
	];
	const model = { ...metadata, inputs } as NonNullable<typeof metadata>;
	expect(freeDimensionsOf({ a: { shape: [2, 8] } }, model)).toEqual({ width: 8 });
	expect(freeDimensionsOf({ a: { shape: [2, 8] }, b: { shape: [2, null] } }, model)).toEqual({ batch: 2, width: 8 });
	expect(freeDimensionsOf({ a: { shape: [2, 8] }, b: { shape: [3, 1] } }, model)).toEqual({ width: 8, length: 1 });
	const range = { min: [1, 8], opt: [2, 8], max: [4, 8] };
	expect(freeDimensionsOf({ a: { shape: range } }, model)).toEqual({ width: 8 });
	expect(freeDimensionsOf({}, undefined)).toEqual({});
});
