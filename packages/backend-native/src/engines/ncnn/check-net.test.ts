import type { LoadedModel } from "@polyinfer/core";
import { expect, test } from "vitest";
import { checkNet } from "./check-net.ts";
import { denseNet } from "./testing/dense-net.ts";

const net = (...lines: string[]): string => `7767517\n${lines.length} 99\n${lines.join("\n")}\n`;
const IN = "Input in0 0 1 in0";
const raw = (count: number): Uint8Array => new Uint8Array(count * 4);

function model(param: string | Uint8Array, bin?: Uint8Array): LoadedModel {
	const bytes = typeof param === "string" ? new TextEncoder().encode(param) : param;
	const files = [{ name: "", bytes }, ...(bin === undefined ? [] : [{ name: "bin", bytes: bin }])];
	return { format: "ncnn", files, sha256: "", findings: [] };
}

test("takes a net whose weights fit", () => {
	const { param, bin } = denseNet();
	expect(() => checkNet(model(param, bin))).not.toThrow();
	expect(() => checkNet({ ...model("", raw(0)), format: "onnx" })).not.toThrow();
});

test.each([
	["a .bin file that is cut", (bin: Uint8Array) => bin.slice(0, -4), "reads to byte"],
	["a .bin file that goes on", (bin: Uint8Array) => Uint8Array.from([...bin, 0, 0, 0, 0]), "the layers read"],
	[
		"another element type",
		(bin: Uint8Array) => Uint8Array.from([0x47, 0x6b, 0x30, 1, ...bin.slice(4)]),
		"the layers read",
	],
	["no weights at all", () => new Uint8Array(0), "reads to byte 4"],
])("refuses %s", (_, change, reason) => {
	const { param, bin } = denseNet();
	expect(() => checkNet(model(param, change(bin)))).toThrowError(
		expect.objectContaining({ code: "INVALID_MODEL", message: expect.stringContaining(reason) }),
	);
});

// Numbers of float32 that each layer reads, after the tag of four bytes where there is one.
test.each([
	["Convolution c 1 1 in0 out0 0=2 1=1 5=1 6=6", 1 + 6 + 2],
	["Convolution c 1 1 in0 out0 0=2 1=1 6=6", 1 + 6],
	["InnerProduct f 1 1 in0 out0 0=3 1=1 2=12", 1 + 12 + 3],
	["BatchNorm b 1 1 in0 out0 0=5", 20],
	["PReLU p 1 1 in0 out0 0=4", 4],
	["LayerNorm l 1 1 in0 out0 0=8", 16],
	["LayerNorm l 1 1 in0 out0 0=8 2=0", 0],
	["Embed e 1 1 in0 out0 0=4 1=10 3=40", 1 + 40],
	["Gemm g 1 1 in0 out0 3=1 5=1 6=1 7=3 8=4 9=16 10=4", 1 + 64 + 1 + 4],
	["Gemm g 1 1 in0 out0 3=1 5=1 6=1 7=3 8=4 9=16 10=-1", 1 + 64],
	["GRU g 1 1 in0 out0 0=2 1=18 2=2", 1 + 18 + 1 + 16 + 1 + 24],
	["LSTM l 1 1 in0 out0 0=2 1=24", 1 + 24 + 1 + 8 + 1 + 16],
	["ReLU r 1 1 in0 out0", 0],
])("knows the weights of %s", (line, count) => {
	expect(() => checkNet(model(net(IN, line), raw(count)))).not.toThrow();
	expect(() => checkNet(model(net(IN, line), raw(count + 1)))).toThrowError(/INVALID_MODEL|the layers read/);
});

test("knows the weights of constants, with a tag and without", () => {
	const constant = (line: string, count: number): void =>
		checkNet(model(net(IN, line, "BinaryOp b 2 1 in0 m out0 0=0"), raw(count)));
	constant("MemoryData m 0 1 m 0=3 1=4", 12);
	constant("MemoryData m 0 1 m 0=3 1=4 2=5 21=0", 61);
	expect(() => constant("MemoryData m 0 1 m 0=3 1=4", 13)).toThrow("the layers read");
});

test.each([
	["ReLU r 2 1 in0 in1 out0", "expected 1 inputs for layer `r` (ReLU) but it has 2"],
	["Concat c 0 1 out0", "expected 1 to 1000 inputs"],
	["BinaryOp b 1 1 in0 out0 0=2 1=0", "expected 2 inputs for layer `b`"],
	["BinaryOp b 1 1 in0 out0 0=2 1=1.5", "expected 2 inputs for layer `b`"],
	["Convolution c 1 1 in0 out0 0=1 1=1 6=1 19=1", "expected 2 to 3 inputs"],
	["Gemm g 1 1 in0 out0 7=1 8=1 9=1", "expected 2 to 3 inputs"],
	["Split s 1 0 in0", "expected 1 to 1000 outputs"],
	["Convolution c 1 1 in0 out0 0=1 1=1 6=1 4=-1", "expected a padding"],
	["ConvolutionDepthWise c 1 1 in0 out0 0=1 1=1 6=1 16=2147483647", "expected a padding"],
	["Pooling p 1 1 in0 out0 1=2 13=-2", "expected a padding"],
])("refuses %s", (line, reason) => {
	expect(() => checkNet(model(net(IN, "Input in1 0 1 in1", line), raw(0)))).toThrowError(
		expect.objectContaining({ code: "INVALID_MODEL", message: expect.stringContaining(reason) }),
	);
});

test("says what it takes instead of the binary form and of a net without weights", () => {
	const binary = Uint8Array.of(0xdd, 0x85, 0x76, 0, 1, 0, 0, 0);
	for (const [given, reason] of [
		[model(binary, raw(1)), "binary form"],
		[model(denseNet().param), "Expected a .bin file"],
	] as const)
		expect(() => checkNet(given)).toThrowError(
			expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringContaining(reason) }),
		);
});
