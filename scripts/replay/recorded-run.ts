import type { KernelSpec } from "../../packages/ops/src/kernels/kernel-host.ts";
import { KERNEL_NAMES } from "../../packages/ops/src/kernels/kernel-names.ts";

const MAGIC = 0x52504f50;
const ACCESS = { read: 1, write: 2, update: 3 } as const;

/** A run of a kernel: what it was given, and a hash of what it made. `packages/ops/native/test/recording.cc` reads it. */
export function recordedRun(
	spec: KernelSpec,
	call: Int32Array,
	before: readonly Uint8Array[],
	after: readonly Uint8Array[],
	result: number,
): Uint8Array {
	const { kernel, rows, scratchBytes, block, arrays } = spec;
	const head = [MAGIC, KERNEL_NAMES.indexOf(kernel), rows, result, scratchBytes];
	const words = [...head, block.length, call.byteLength, arrays.length];
	for (const [i, { access }] of arrays.entries()) {
		const made = after[i] as Uint8Array;
		words.push(ACCESS[access], made.length, access === "read" ? 0 : hashOf(made));
	}
	const given = before.filter((_, i) => arrays[i]?.access !== "write");
	return Buffer.concat([bytesOf(Int32Array.from(words)), block, bytesOf(call), ...given]);
}

/** The same memory. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
	return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** FNV-1a of 32 bits. */
function hashOf(bytes: Uint8Array): number {
	let hash = 2166136261 | 0;
	for (let i = 0; i < bytes.length; i++) hash = Math.imul(hash ^ (bytes[i] as number), 16777619);
	return hash;
}
