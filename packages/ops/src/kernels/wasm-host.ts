import { InferenceError } from "@polyinfer/core";
import { Heap } from "./heap.ts";
import type { KernelArray, KernelHost, KernelPlan, KernelSpec } from "./kernel-host.ts";
import { KERNEL_NAMES } from "./kernel-names.ts";
import bytes from "./ops.wasm";

const PAGE = 65536;
/** Address space, not memory: only what is touched is taken. Smaller where a page may not have as much. */
const HEAP_BYTES: readonly number[] = [2 ** 28, 2 ** 26, 2 ** 24];

interface Exports {
	readonly run: (
		kernel: number,
		plan: number,
		call: number,
		arrays: number,
		scratch: number,
		begin: number,
		end: number,
	) => number;
	readonly __heap_base: WebAssembly.Global;
}

/** The kernels as WebAssembly with SIMD, and the memory that they work in. Its size is fixed: views of it never go away. */
export class WasmHost implements KernelHost {
	readonly name = "wasm";
	/** Not named as what it is: programs without the types of the DOM have no such name. */
	readonly memory: { readonly buffer: ArrayBufferLike };
	readonly heap: Heap;
	readonly #run: Exports["run"];
	readonly #bytes: Uint8Array;
	readonly #words: Int32Array;
	/** Where the numbers of a call and the addresses of its arrays stand. */
	readonly #call: number;
	readonly #arrays: number;
	/** Plans are freed with the objects that stand for them: nobody disposes an op. */
	readonly #gone: FinalizationRegistry<number>;

	/** Throws where WebAssembly, its SIMD or the memory cannot be had, as under a policy that forbids it. */
	constructor() {
		const memory = fixedMemory();
		this.memory = memory;
		const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes as Uint8Array<ArrayBuffer>), {
			env: { memory },
		});
		const { run, __heap_base } = instance.exports as unknown as Exports;
		this.#run = run;
		this.heap = new Heap(__heap_base.value as number, this.memory.buffer.byteLength);
		this.#bytes = new Uint8Array(this.memory.buffer);
		this.#words = new Int32Array(this.memory.buffer);
		this.#call = this.take(64);
		this.#arrays = this.take(64);
		this.#gone = new FinalizationRegistry((at) => this.heap.free(at));
	}

	plan(spec: KernelSpec): KernelPlan {
		const kernel = KERNEL_NAMES.indexOf(spec.kernel);
		const block = this.take(spec.block.length);
		this.#bytes.set(spec.block, block);
		const run = (call: Int32Array, arrays: readonly ArrayBufferView[]): number => {
			checkArrays(spec, arrays);
			return this.#carryOut(spec, kernel, block, call, arrays);
		};
		const plan = { run, runAsync: async (call: Int32Array, arrays: readonly ArrayBufferView[]) => run(call, arrays) };
		this.#gone.register(plan.run, block);
		return plan;
	}

	#carryOut(
		spec: KernelSpec,
		kernel: number,
		block: number,
		call: Int32Array,
		arrays: readonly ArrayBufferView[],
	): number {
		const lent: number[] = [];
		try {
			for (const [i, array] of arrays.entries()) {
				let at = array.byteOffset;
				// The planes of a frame are often one array.
				const first = arrays.indexOf(array);
				if (first < i && spec.arrays[first]?.access === "read") at = this.#words[this.#arrays / 4 + first] as number;
				else if (array.buffer !== this.memory.buffer) {
					at = this.take(array.byteLength);
					lent.push(at);
					if (spec.arrays[i]?.access !== "write") this.#bytes.set(bytesOf(array), at);
				}
				this.#words[this.#arrays / 4 + i] = at;
			}
			const scratch = this.take(spec.scratchBytes);
			lent.push(scratch);
			this.#words.set(call, this.#call / 4);
			const count = this.#run(kernel, block, this.#call, this.#arrays, scratch, 0, spec.rows);
			for (const [i, array] of arrays.entries()) {
				const { access, bytes: planned } = spec.arrays[i] as KernelArray;
				if (array.buffer === this.memory.buffer || access === "read") continue;
				const at = this.#words[this.#arrays / 4 + i] as number;
				// What a caller has behind the planned bytes is not the kernel's.
				const length = access === "write" ? planned : array.byteLength;
				bytesOf(array).set(this.#bytes.subarray(at, at + length));
			}
			return count;
		} finally {
			for (const at of lent) this.heap.free(at);
		}
	}

	/** A place in the heap, until `heap.free`. Throws OUT_OF_MEMORY. */
	take(count: number): number {
		const at = this.heap.allocate(count);
		if (at === undefined)
			throw new InferenceError("OUT_OF_MEMORY", `Ops as WebAssembly have no room for ${count} bytes.`, {
				advice: 'pass `implementation: "reference"`, or work on smaller pictures',
			});
		return at;
	}
}

function fixedMemory(): WebAssembly.Memory {
	let error: unknown;
	for (const size of HEAP_BYTES)
		try {
			return new WebAssembly.Memory({ initial: size / PAGE, maximum: size / PAGE });
		} catch (cause) {
			error = cause;
		}
	throw error;
}

function bytesOf(array: ArrayBufferView): Uint8Array {
	return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

function checkArrays(spec: KernelSpec, arrays: readonly ArrayBufferView[]): void {
	for (const [i, { bytes }] of spec.arrays.entries())
		if ((arrays[i]?.byteLength ?? 0) < bytes)
			throw new InferenceError(
				"INVALID_ARGUMENT",
				"An array has fewer bytes than the op was planned for, or was detached.",
			);
}
