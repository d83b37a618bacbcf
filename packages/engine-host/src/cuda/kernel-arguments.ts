import { InferenceError } from "@polyinfer/core";
import { CudaMemory } from "./cuda-memory.ts";
import type { NativeMemory } from "./native-cuda.ts";

/** One argument of a kernel: a pointer to memory, or a number of exactly this type. */
export type KernelArgument =
	| CudaMemory
	| { readonly memory: CudaMemory; readonly offsetBytes: number }
	| { readonly int32: number }
	| { readonly uint32: number }
	| { readonly float32: number }
	| { readonly uint64: bigint | number };

const MOST = 64;
const view = new DataView(new ArrayBuffer(MOST * 8));
const slots = new Uint8Array(view.buffer);
const sizes = new Uint8Array(MOST);

/** Arguments as the addon takes them, in memory that is used again by the next call. */
export interface PackedArguments {
	readonly slots: Uint8Array;
	readonly sizes: Uint8Array;
	readonly memories: readonly NativeMemory[];
}

/** Throws INVALID_ARGUMENT for more than 64, for what is no argument, and for numbers that their type does not hold. */
export function packArguments(given: readonly KernelArgument[]): PackedArguments {
	if (given.length > MOST)
		throw new InferenceError("INVALID_ARGUMENT", `Expected at most ${MOST} arguments but received ${given.length}.`);
	const memories: NativeMemory[] = [];
	for (const [i, argument] of given.entries()) sizes[i] = packOne(argument, i, memories);
	return { slots, sizes: sizes.subarray(0, given.length), memories };
}

function packOne(argument: KernelArgument, index: number, memories: NativeMemory[]): number {
	const at = index * 8;
	if (argument instanceof CudaMemory) return packPointer(argument, 0, at, memories);
	if ("memory" in argument) return packPointer(argument.memory, argument.offsetBytes, at, memories);
	if ("int32" in argument) {
		view.setInt32(at, integer(argument.int32, -(2 ** 31), 2 ** 31 - 1, index), true);
		return 4;
	}
	if ("uint32" in argument) {
		view.setUint32(at, integer(argument.uint32, 0, 2 ** 32 - 1, index), true);
		return 4;
	}
	if ("float32" in argument) {
		view.setFloat32(at, argument.float32, true);
		return 4;
	}
	if ("uint64" in argument) {
		view.setBigUint64(at, BigInt(argument.uint64), true);
		return 8;
	}
	throw new InferenceError("INVALID_ARGUMENT", `Argument ${index} is none that a kernel takes.`);
}

function packPointer(memory: CudaMemory, offsetBytes: number, at: number, memories: NativeMemory[]): number {
	if (!Number.isSafeInteger(offsetBytes) || offsetBytes < 0 || offsetBytes > memory.bytes)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected an offset within ${memory.bytes} bytes but received ${offsetBytes}.`,
		);
	memories.push(memory.native);
	view.setBigUint64(at, memory.pointer + BigInt(offsetBytes), true);
	return 8;
}

function integer(value: number, least: number, most: number, index: number): number {
	if (Number.isInteger(value) && value >= least && value <= most) return value;
	throw new InferenceError(
		"INVALID_ARGUMENT",
		`Expected a whole number from ${least} to ${most} for argument ${index} but received ${value}.`,
	);
}
