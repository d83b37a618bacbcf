import { expect, test } from "vitest";
import { readParam } from "./read-param.ts";

const net = (...lines: string[]): string => `7767517\n${lines.length} 9\n${lines.join("\n")}\n`;
const INPUT = "Input in0 0 1 in0";

test("reads layers with their blobs, numbers, lists and formulas", () => {
	const layers = readParam(
		net(
			INPUT,
			"Convolution  conv 1 1 in0 a 0=16 1=3 -23310=2,0.0,6.0 18=-1.5e-3",
			'Reshape shape 1 1 a out0 12=0 6="1,1,//(8, 0n),0n" 5=1,2,',
		),
	);
	expect(layers.map(({ type, name, inputs, outputs }) => [type, name, inputs, outputs])).toEqual([
		["Input", "in0", [], ["in0"]],
		["Convolution", "conv", ["in0"], ["a"]],
		["Reshape", "shape", ["a"], ["out0"]],
	]);
	expect([...(layers[1]?.values ?? [])]).toEqual([
		[0, 16],
		[1, 3],
		[10, [0, 6]],
		[18, -0.0015],
	]);
	expect(layers[1]?.floats).toEqual(new Set([10, 18]));
	expect([...(layers[2]?.values ?? [])]).toEqual([
		[12, 0],
		[6, "1,1,//(8, 0n),0n"],
		[5, [1, 2]],
	]);
});

test("takes lines that end as on Windows", () => {
	expect(readParam(net(INPUT).replaceAll("\n", "\r\n"))).toHaveLength(1);
});

test.each([
	["another text", "hello", "line 1"],
	["no counts", "7767517\n", "line 2"],
	["a count that is none", "7767517\n1x 2\nInput a 0 1 a", "line 2"],
	["too many layers", "7767517\n200000 2\nInput a 0 1 a", "line 2"],
	["a layer too few", "7767517\n2 2\nInput a 0 1 a", "expected 2 layers but 1 lines follow"],
	["more blobs than it says", "7767517\n1 1\nInput a 0 2 a b", "expected 1 blobs"],
	["a line without blobs", net("ReLU r 1 1 in0"), "expected 1 inputs and 1 outputs"],
	["fewer than no inputs", net("ReLU r -1 1 in0 a"), "line 3"],
	["a blob that nothing makes", net("ReLU r 1 1 ghost a"), "no layer before makes the blob `ghost`"],
	["a blob that is used before it is made", net("ReLU r 1 1 in0 a", INPUT), "no layer before makes"],
	["a blob that two layers make", net(INPUT, "Input in1 0 1 in0"), "a second layer makes the blob `in0`"],
	[
		"a blob that two layers use",
		net(INPUT, "ReLU r 1 1 in0 a", "ReLU s 1 1 in0 b"),
		"a second layer uses the blob `in0`",
	],
	["a number without a value", net(INPUT, "ReLU r 1 1 in0 a 0="), "expected `number=value`"],
	["a value without a number", net(INPUT, "ReLU r 1 1 in0 a =3"), "expected `number=value`"],
	["a value that is none", net(INPUT, "ReLU r 1 1 in0 a 0=1..2"), "expected a number but received `1..2`"],
	["a number over the most", net(INPUT, "ReLU r 1 1 in0 a 32=1"), "expected a number under 32"],
	["a list of another length", net(INPUT, "ReLU r 1 1 in0 a -23310=3,1,2"), "expected 3 items"],
	["a name that is too long", net(`Input ${"n".repeat(300)} 0 1 a`), "more than 255 characters"],
])("refuses %s with INVALID_MODEL and the place", (_, text, reason) => {
	expect(() => readParam(text)).toThrowError(
		expect.objectContaining({ code: "INVALID_MODEL", message: expect.stringContaining(reason) }),
	);
});
