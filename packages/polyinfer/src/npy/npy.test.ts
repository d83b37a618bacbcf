import { InferenceError, Tensor } from "@polyinfer/core";
import { expect, test } from "vitest";
import { readNpy } from "./read-npy.ts";
import { writeNpy } from "./write-npy.ts";

/** A `.npy` file with this header text and these bytes after it. */
function npy(header: string, data: Uint8Array = new Uint8Array(0), version = 1): Uint8Array {
	const text = new TextEncoder().encode(`${header}\n`);
	const start = version === 1 ? 10 : 12;
	const file = new Uint8Array(start + text.length + data.length);
	file.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
	const view = new DataView(file.buffer);
	if (version === 1) view.setUint16(8, text.length, true);
	else view.setUint32(8, text.length, true);
	file.set(text, start);
	file.set(data, start + text.length);
	return file;
}

function thrownBy(action: () => unknown): InferenceError {
	try {
		action();
	} catch (error) {
		if (error instanceof InferenceError) return error;
		throw error;
	}
	throw new Error("nothing was thrown");
}

const samples: Tensor[] = [
	new Tensor("float32", Float32Array.of(1.5, -2, Number.NaN, Number.POSITIVE_INFINITY), [2, 2]),
	new Tensor("float64", Float64Array.of(Math.PI), []),
	new Tensor("float16", Uint16Array.of(0x3c00, 0xc000), [2]),
	new Tensor("int8", Int8Array.of(-128, 127), [2, 1]),
	new Tensor("uint8", Uint8Array.of(0, 255, 3), [3]),
	new Tensor("int16", Int16Array.of(-32768), [1]),
	new Tensor("uint16", Uint16Array.of(65535), [1]),
	new Tensor("int32", Int32Array.of(-1, 2), [2]),
	new Tensor("uint32", Uint32Array.of(4294967295), [1]),
	new Tensor("int64", BigInt64Array.of(-(2n ** 63n), 7n), [2]),
	new Tensor("uint64", BigUint64Array.of(2n ** 64n - 1n), [1]),
	new Tensor("bool", Uint8Array.of(0, 1, 1), [3]),
	new Tensor("string", ["", "two", "drei ☕ 😀"], [3]),
	new Tensor("float32", new Float32Array(0), [0, 3]),
	new Tensor("string", [], [0]),
];

test.each(samples.map((tensor) => [tensor.dtype, tensor] as const))("%s comes back as it was written", (_, tensor) => {
	const back = readNpy(writeNpy(tensor));
	expect(back.dtype).toBe(tensor.dtype);
	expect(back.shape).toEqual(tensor.shape);
	expect(back.data).toEqual(tensor.data);
});

test("writes the bytes that NumPy's save writes", () => {
	const file = writeNpy(new Tensor("float32", Float32Array.of(1, 2), [2]));
	expect(new TextDecoder("latin1").decode(file.subarray(0, 128))).toBe(
		`${"\x93NUMPY\x01\0v\0{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }".padEnd(127)}\n`,
	);
	expect(file.length).toBe(136);
});

test("refuses to write bfloat16 and says what to do", () => {
	const error = thrownBy(() => writeNpy(new Tensor("bfloat16", Uint16Array.of(1), [1])));
	expect([error.code, error.message]).toEqual(["INVALID_ARGUMENT", expect.stringContaining("toFloat32()")]);
});

test.each([1, 2, 3])("reads format version %i, and fields in any order and quoting", (version) => {
	const header = `{"shape": (2L, ), 'fortran_order': False, 'descr': "<i2"}`;
	expect(readNpy(npy(header, Uint8Array.of(1, 0, 255, 255), version)).data).toEqual(Int16Array.of(1, -1));
});

test("turns big-endian numbers and text around", () => {
	const numbers = npy("{'descr': '>i4', 'fortran_order': False, 'shape': (1,), }", Uint8Array.of(0, 0, 1, 2));
	expect(readNpy(numbers).data).toEqual(Int32Array.of(258));
	const text = npy(
		"{'descr': '>U2', 'fortran_order': False, 'shape': (1,), }",
		Uint8Array.of(0, 0, 0, 72, 0, 0, 0, 105),
	);
	expect(readNpy(text).data).toEqual(["Hi"]);
});

test("turns Fortran order around", () => {
	const header = "{'descr': '|u1', 'fortran_order': True, 'shape': (2, 3), }";
	expect(readNpy(npy(header, Uint8Array.of(1, 4, 2, 5, 3, 6))).data).toEqual(Uint8Array.of(1, 2, 3, 4, 5, 6));
});

test("reads at any offset of a larger buffer, and copies", () => {
	const file = writeNpy(new Tensor("float64", Float64Array.of(1, 2), [2]));
	const larger = new Uint8Array(file.length + 3);
	larger.set(file, 3);
	const tensor = readNpy(larger.subarray(3));
	larger.fill(0);
	expect(tensor.data).toEqual(Float64Array.of(1, 2));
});

const good = "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }";
const hostile: [string, Uint8Array][] = [
	["nothing", new Uint8Array(0)],
	["another format", new TextEncoder().encode("GIF89a.............")],
	["a version of the future", npy(good, new Uint8Array(4), 4)],
	["a header over the end", npy(good, new Uint8Array(4)).subarray(0, 40)],
	["too little data", npy(good, new Uint8Array(3))],
	["too much data", npy(good, new Uint8Array(5))],
	["a header of megabytes", npy(good.replace("(1,)", `(1,${" ".repeat(1 << 17)})`), new Uint8Array(4), 2)],
	["a shape that overflows", npy(good.replace("(1,)", "(4294967296, 4294967296, 4294967296)"))],
	["a size that is no number", npy(good.replace("(1,)", "(1, , 1)"))],
	["a negative size", npy(good.replace("(1,)", "(-1,)"))],
	["a hundred axes", npy(good.replace("(1,)", `(${"1,".repeat(100)})`), new Uint8Array(4))],
	["objects, which are pickled code", npy(good.replace("<f4", "|O"), new Uint8Array(8))],
	["records", npy("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }", new Uint8Array(4))],
	["complex numbers", npy(good.replace("<f4", "<c8"), new Uint8Array(8))],
	["a key missing", npy("{'descr': '<f4', 'shape': (1,), }", new Uint8Array(4))],
	["a key twice", npy(good.replace("{", "{'descr': '<f8', "), new Uint8Array(4))],
	["code in the header", npy("{'descr': __import__('os').system('x'), 'shape': (1,)}", new Uint8Array(4))],
	["something after the header's end", npy(`${good} + 1`, new Uint8Array(4))],
	["a boolean that is neither", npy(good.replace("<f4", "|b1"), Uint8Array.of(2))],
	["a great many empty texts", npy(good.replace("<f4", "<U0").replace("(1,)", "(9007199254740991,)"))],
];

test.each(hostile)("a file with %s is INVALID_ARGUMENT", (_, file) => {
	const error = thrownBy(() => readNpy(file, "x.npy"));
	expect(error.code).toBe("INVALID_ARGUMENT");
	expect(error.message).toContain("x.npy");
});

test("characters outside Unicode become the replacement character", () => {
	const file = npy("{'descr': '<U1', 'fortran_order': False, 'shape': (1,), }", Uint8Array.of(255, 255, 255, 255));
	expect(readNpy(file).data).toEqual(["\ufffd"]);
});

test("a file with any one byte changed is read or is INVALID_ARGUMENT, never anything else", () => {
	const file = writeNpy(new Tensor("int16", Int16Array.of(1, 2, 3, 4, 5, 6), [2, 3]));
	let refused = 0;
	for (let at = 0; at < file.length; at++) {
		for (const bits of [1, 0x10, 0xff]) {
			const changed = file.slice();
			changed[at] = (changed[at] as number) ^ bits;
			try {
				readNpy(changed);
			} catch (error) {
				expect((error as InferenceError).code).toBe("INVALID_ARGUMENT");
				refused++;
			}
		}
	}
	expect(refused).toBeGreaterThan(100);
});
