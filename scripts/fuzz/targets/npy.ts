import { InferenceError, Tensor } from "../../../packages/core/src/index.ts";
import { readNpy } from "../../../packages/polyinfer/src/npy/read-npy.ts";
import { writeNpy } from "../../../packages/polyinfer/src/npy/write-npy.ts";
import { type FuzzTarget, magnitude, sentenceOf } from "../fuzz-target.ts";
import { mutateBytes } from "../mutate-bytes.ts";

const encoder = new TextEncoder();
/** Words of headers. */
const words = [
	"<f4",
	">i8",
	"|b1",
	"<U3",
	"<U1048576",
	"|O",
	"<c8",
	"True",
	"(",
	",)",
	"{",
	"}",
	"'",
	"9007199254740993",
	"0",
	"-1",
	"L",
	"\\x",
	"'shape': (4,), ",
	"\u{10ffff}",
].map((word) => encoder.encode(word));

/** `readNpy`: INVALID_ARGUMENT or a tensor. */
export const npy: FuzzTarget = {
	seeds: () =>
		[
			new Tensor("float32", Float32Array.of(1, 2, 3, 4), [2, 2]),
			new Tensor("int64", BigInt64Array.of(1n, -1n), [2]),
			new Tensor("bool", Uint8Array.of(0, 1, 1), [3]),
			new Tensor("string", ["ab", "grün", ""], [3]),
			new Tensor("float16", new Uint16Array(0), [0, 4]),
		].map((tensor) => writeNpy(tensor)),
	mutate(bytes, other, random) {
		let mutated = bytes;
		for (let changes = 1 + random.below(3); changes > 0; changes--)
			mutated = mutateBytes(mutated, other, random, words);
		return random.chance(0.7) ? withHeaderLength(mutated) : mutated;
	},
	read(bytes) {
		try {
			const tensor = readNpy(bytes);
			const { dtype, shape } = tensor;
			return { word: `${dtype} ${shape.length} ${shape.map(magnitude)}`, held: tensor };
		} catch (error) {
			if (!(error instanceof InferenceError) || error.code !== "INVALID_ARGUMENT") throw error;
			return { word: sentenceOf(error.message), held: error };
		}
	},
};

/** Puts the place of the line's end into the length, so that changes of the text are read. */
function withHeaderLength(bytes: Uint8Array): Uint8Array {
	const end = bytes.indexOf(10, 10) + 1;
	if (bytes.length < 12 || end === 0 || bytes[6] !== 1) return bytes;
	const fixed = bytes.slice();
	new DataView(fixed.buffer).setUint16(8, Math.min(65535, end - 10), true);
	return fixed;
}
