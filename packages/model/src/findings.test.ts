import { expect, test } from "vitest";
import { findingsOf } from "./findings.ts";
import type { Model, Weight } from "./graph.ts";
import { smallModel } from "./testing/small-model.ts";

const kindsOf = (model: Model): string[] => findingsOf(model).map(({ kind }) => kind);

function withWeights(...weights: Weight[]): Model {
	const model = smallModel();
	return { ...model, graph: { ...model.graph, weights: new Map(weights.map((weight) => [weight.name, weight])) } };
}

test("notices operators outside the ONNX standard", () => {
	expect(findingsOf(smallModel())).toEqual([
		{ kind: "custom-domain", message: "Operators of com.example, outside the ONNX standard: `Odd`." },
	]);
});

test("operators that the model defines itself are functions, not custom ones", () => {
	const odd = {
		name: "Odd",
		domain: "com.example",
		inputs: [],
		outputs: [],
		attributes: [],
		attributeDefaults: new Map(),
		opsets: new Map(),
		nodes: [],
	};
	expect(kindsOf({ ...smallModel(), functions: [odd] })).toEqual(["functions"]);
});

test("notices weights in other files, in subgraphs too", () => {
	const external = (name: string, location: string): Weight => ({
		name,
		elementType: 1,
		shape: [1],
		data: { kind: "external", external: { location, offset: 0 } },
	});
	const model = withWeights(external("a", "w.bin"), external("b", "w.bin"), external("c", "v.bin"));
	expect(findingsOf(model)[0]).toEqual({
		kind: "external-data",
		message: "3 weights lie in other files: `w.bin`, `v.bin`.",
	});
});

test("notices what has no place in the contract", () => {
	const float8: Weight = { name: "f", elementType: 17, shape: [1], data: { kind: "bytes", bytes: new Uint8Array(1) } };
	const model = withWeights(float8);
	const graph = {
		...model.graph,
		sparseWeights: new Map([["s", new Uint8Array(0)]]),
		outputs: [{ name: "o", type: { kind: "unknown" } }] as const,
	};
	expect(findingsOf({ ...model, graph }).at(-1)?.message).toBe("1 outputs that are no tensors of a known dtype: `o`.");
	expect(kindsOf({ ...model, graph })).toEqual(["element-type", "sparse-weight", "custom-domain", "unsupported-value"]);
});
