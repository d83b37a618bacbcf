import { DTYPES, type DType } from "@polyinfer/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Attribute, Graph, GraphDim, Model, Node, ValueType, Weight } from "../graph.ts";
import { readOnnx } from "./read-onnx.ts";
import { writeOnnx } from "./write-onnx.ts";

const text = fc.string({ unit: "grapheme", maxLength: 60 });
const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 12 });
const bytes = fc.uint8Array({ maxLength: 40 }).map((data) => Uint8Array.from(data));
const dims = fc.array(fc.nat(3), { maxLength: 3 });
const numeric = Object.entries(DTYPES).filter(([dtype]) => dtype !== "string") as [
	DType,
	{ number: number; bytes: number },
][];

const dim: fc.Arbitrary<GraphDim> = fc.oneof(fc.nat(), name, fc.constant(null));
const tensorType = fc.record({
	kind: fc.constantFrom("tensor" as const, "sparse-tensor" as const),
	elementType: fc.nat(30),
	shape: fc.option(fc.array(dim, { maxLength: 4 })),
});
const { type } = fc.letrec<{ type: ValueType }>((tie) => ({
	type: fc.oneof(
		{ maxDepth: 4 },
		tensorType,
		fc.constant({ kind: "unknown" } as const),
		fc.record({ kind: fc.constant("opaque" as const), domain: text, name: text }),
		fc.record({ kind: fc.constantFrom("sequence" as const, "optional" as const), element: tie("type") }),
		fc.record({ kind: fc.constant("map" as const), keyType: fc.nat(20), value: tie("type") }),
	),
}));

const denseWeight: fc.Arbitrary<Weight> = fc
	.tuple(fc.constantFrom(...numeric), dims, fc.nat(255))
	.map(([[, info], shape, seed]) => {
		const count = shape.reduce((product, size) => product * size, 1) * info.bytes;
		const content = Uint8Array.from({ length: count }, (_, i) => (seed + 37 * i) & 255);
		return { name: "", elementType: info.number, shape, data: { kind: "bytes", bytes: content } };
	});
const stringWeight: fc.Arbitrary<Weight> = fc
	.array(bytes, { maxLength: 4 })
	.map((strings) => ({ name: "", elementType: 8, shape: [strings.length], data: { kind: "strings", strings } }));
const externalWeight: fc.Arbitrary<Weight> = fc.record({ location: name, offset: fc.nat() }).map((external) => ({
	name: "",
	elementType: 1,
	shape: [2, 3],
	data: { kind: "external", external },
}));
const weight = fc.oneof(denseWeight, stringWeight, externalWeight);
const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });

const attribute: fc.Arbitrary<Attribute> = fc.oneof(
	fc.record({ kind: fc.constant("float" as const), value: fc.float() }),
	fc.record({ kind: fc.constant("int" as const), value: int64 }),
	fc.record({ kind: fc.constant("string" as const), value: bytes }),
	fc.record({ kind: fc.constant("tensor" as const), value: weight }),
	fc.record({ kind: fc.constant("type" as const), value: type }),
	fc.record({ kind: fc.constant("floats" as const), value: fc.array(fc.float()).map((all) => Float32Array.from(all)) }),
	fc.record({ kind: fc.constant("ints" as const), value: fc.array(int64).map((all) => BigInt64Array.from(all)) }),
	fc.record({ kind: fc.constant("strings" as const), value: fc.array(bytes) }),
	fc.record({ kind: fc.constant("tensors" as const), value: fc.array(weight, { maxLength: 3 }) }),
	fc.record({ kind: fc.constant("types" as const), value: fc.array(type, { maxLength: 3 }) }),
	fc.record({ kind: fc.constant("reference" as const), name, type: fc.nat(14) }),
);
const attributes = fc.array(fc.tuple(name, attribute), { maxLength: 4 }).map((entries) => new Map(entries));

/** A graph whose names fit together: each node takes earlier values and makes new ones. */
const graph: fc.Arbitrary<Graph> = fc
	.record({
		name: text,
		inputTypes: fc.array(type, { maxLength: 3 }),
		weights: fc.array(weight, { maxLength: 3 }),
		nodes: fc.array(
			fc.record({ name: text, operator: name, domain: name, attributes, uses: fc.array(fc.nat(), { maxLength: 3 }) }),
			{ maxLength: 4 },
		),
	})
	.map((spec) => {
		const inputs = spec.inputTypes.map((one, i) => ({ name: `in${i}`, type: one }));
		const weights = new Map(spec.weights.map((one, i) => [`w${i}`, { ...one, name: `w${i}` }]));
		const known = ["", ...inputs.map((one) => one.name), ...weights.keys()];
		const nodes = spec.nodes.map(({ uses, ...node }, i): Node => {
			const made: Node = {
				...node,
				inputs: uses.map((use) => known[use % known.length] as string),
				outputs: [`v${i}`, ""],
			};
			known.push(`v${i}`);
			return made;
		});
		const outputs = nodes.map((_, i) => ({ name: `v${i}`, type: { kind: "unknown" } as const }));
		return { name: spec.name, inputs, outputs, nodes, weights, sparseWeights: new Map(), values: new Map() };
	});

const model: fc.Arbitrary<Model> = fc.record(
	{
		irVersion: fc.integer({ min: 3, max: 12 }),
		opsets: fc.dictionary(name, fc.nat(30), { minKeys: 1 }).map((entries) => new Map(Object.entries(entries))),
		graph: fc.oneof(
			graph,
			fc.tuple(graph, graph).map(([outer, inner]): Graph => {
				const body: Node = {
					name: "",
					operator: "If",
					domain: "",
					inputs: [],
					outputs: ["branch"],
					attributes: new Map<string, Attribute>([
						["then_branch", { kind: "graph", value: inner }],
						["bodies", { kind: "graphs", value: [inner, inner] }],
					]),
				};
				return { ...outer, nodes: [...outer.nodes, body] };
			}),
		),
		functions: fc.constant([]),
		properties: fc.array(fc.tuple(text, text)).map((entries) => new Map(entries)),
		producerName: text,
		domain: text,
		modelVersion: int64,
		description: text,
	},
	{ requiredKeys: ["irVersion", "opsets", "graph", "functions", "properties"] },
);

test("a model that is written and read is equal to itself", { timeout: 60_000 }, () => {
	fc.assert(
		fc.property(model, (one) => {
			expect(readOnnx(writeOnnx(one))).toEqual(one);
		}),
		{ numRuns: 300 },
	);
});

test("writing what was read gives the same bytes again", { timeout: 60_000 }, () => {
	fc.assert(
		fc.property(model, (one) => {
			const written = writeOnnx(one);
			expect(writeOnnx(readOnnx(written))).toEqual(written);
		}),
		{ numRuns: 100 },
	);
});

test("cutting or changing a byte of any model gives a model or INVALID_MODEL", { timeout: 60_000 }, () => {
	fc.assert(
		fc.property(model, fc.nat(), fc.nat(255), fc.boolean(), (one, at, byte, cut) => {
			const written = writeOnnx(one);
			const hostile = cut ? written.slice(0, at % written.length) : written;
			if (!cut) hostile[at % written.length] = byte;
			try {
				readOnnx(hostile);
			} catch (error) {
				expect(error).toMatchObject({ code: "INVALID_MODEL" });
			}
		}),
		{ numRuns: 500 },
	);
});
