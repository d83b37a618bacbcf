import { expect, test } from "vitest";
import { attribute, floatOf, intOf, intsOf, stringOf } from "./attribute.ts";
import { buildModel } from "./build-model.ts";
import type { Attribute, Node } from "./graph.ts";

function nodeWith(attributes: Record<string, Attribute>): Node {
	const node = { operator: "Op", name: "n", inputs: [], outputs: [], attributes };
	return buildModel({ inputs: [], outputs: [], nodes: [node], opset: 17 }).graph.nodes[0] as Node;
}

test("reads attributes as plain values", () => {
	const node = nodeWith({
		axis: attribute.int(-1),
		pads: attribute.ints([0, 2 ** 40]),
		alpha: attribute.float(0.5),
		mode: attribute.string("grün"),
	});
	expect(intOf(node, "axis", 0)).toBe(-1);
	expect(intsOf(node, "pads", null)).toEqual([0, 2 ** 40]);
	expect(floatOf(node, "alpha", 1)).toBe(0.5);
	expect(stringOf(node, "mode", "")).toBe("grün");
});

test("an attribute that is left out has the fallback's value", () => {
	const node = nodeWith({});
	expect(intOf(node, "axis", 1)).toBe(1);
	expect(intsOf(node, "pads", null)).toBeNull();
	expect(floatOf(node, "alpha", 1)).toBe(1);
	expect(stringOf(node, "mode", "linear")).toBe("linear");
});

test("an attribute of another kind or beyond 2^53 is INVALID_MODEL", () => {
	const node = nodeWith({ axis: attribute.float(1), big: attribute.int(2n ** 60n) });
	expect(() => intOf(node, "axis", 0)).toThrow(
		expect.objectContaining({
			code: "INVALID_MODEL",
			message: "Expected int as attribute `axis` of Op node `n` but the model has float.",
		}),
	);
	expect(() => intOf(node, "big", 0)).toThrow(/1152921504606846976, beyond 2\^53/);
});
