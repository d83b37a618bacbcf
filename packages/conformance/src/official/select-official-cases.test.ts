import { expect, test } from "vitest";
import { addCase } from "../testing/tiny-official-case.ts";
import { selectCovering, selectOfficialCases } from "./select-official-cases.ts";

const cases = [
	{ name: "c", features: ["operator:Add", "input:float32"] },
	{ name: "a", features: ["operator:Add", "input:float32"] },
	{ name: "b", features: ["operator:Add", "input:int8"] },
	{ name: "d", features: ["operator:Mul", "input:float32"] },
	{ name: "e", features: ["operator:Conv", "input:float32", "output:float32"] },
];

test("takes what covers most, then what covers most of the rest", () => {
	expect(selectCovering(cases, 1)).toEqual(["e"]);
	expect(selectCovering(cases, 2)).toEqual(["b", "e"]);
	expect(selectCovering(cases, 3)).toEqual(["b", "d", "e"]);
	expect(selectCovering(cases, 4)).toEqual(["a", "b", "d", "e"]);
});

test("gives the same sample in whatever order the cases come, and all where there are no more", () => {
	expect(selectCovering(cases.toReversed(), 3)).toEqual(selectCovering(cases, 3));
	expect(selectCovering(cases, 9)).toEqual(["a", "b", "c", "d", "e"]);
});

test("reads operators and types from the models", () => {
	const same = addCase("test_a", [1], [1], [2]);
	expect(selectOfficialCases([{ ...same, name: "test_b" }, same], 1)).toEqual(["test_a"]);
});
