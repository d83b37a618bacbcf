import { DTYPES, type Tensor } from "@polyinfer/core";
import type { ChosenHost } from "../kernels/implementation.ts";
import type { KernelPlan } from "../kernels/kernel-host.ts";
import { PlanBlock } from "../kernels/plan-block.ts";
import { floatNumbers } from "../to-tensor/float-numbers.ts";
import { argmaxReference } from "./reference.ts";

/** Where the scores of classes lie. */
export interface ClassScores {
	readonly classes: number;
	readonly pixels: number;
	/** Whether all pixels of a class follow each other, else all classes of a pixel. */
	readonly planar: boolean;
}

/** Elements of `Element` in the kernel. */
const elements = { float32: 0, float16: 1 } as const;
/**
 * Pixels of a plane whose running best stays in the cache. Native kernels ask for the next planes meanwhile; WebAssembly
 * cannot, and reads longer pieces.
 */
const BLOCK_PIXELS = 1024;
const BLOCK_PIXELS_WASM = 8192;
/** Bytes of the running best of a pixel and its class. */
const BEST_BYTES = 8;
/** The kernel counts classes of float16 with 16 bits, one of them the sign. */
const MAX_HALF_CLASSES = 32768;
const none = new Int32Array(0);

/** The best class of every pixel into `output`, which has the room. Throws INVALID_ARGUMENT for scores that are no floats. */
export type FindClasses = (scores: Tensor, output: Uint8Array | Int32Array) => void;

/** Prepares {@link FindClasses} with a kernel for each element type that it meets, or the reference. */
export function planFindClasses(shape: ClassScores, indexBytes: 1 | 4, chosen: ChosenHost | undefined): FindClasses {
	const { classes, pixels, planar } = shape;
	const plans: { -readonly [dtype in keyof typeof elements]?: KernelPlan } = {};
	return (scores, output) => {
		const { dtype } = scores;
		const hasKernel = dtype === "float32" || (dtype === "float16" && classes <= MAX_HALF_CLASSES);
		if (chosen === undefined || !hasKernel) {
			argmaxReference(floatNumbers(scores), classes, pixels, planar ? pixels : 1, planar ? 1 : classes, output);
			return;
		}
		plans[dtype] ??= kernelPlan(shape, dtype, indexBytes, chosen);
		plans[dtype].run(none, [scores.data as Float32Array | Uint16Array, output]);
	};
}

function kernelPlan(
	{ classes, pixels, planar }: ClassScores,
	dtype: keyof typeof elements,
	indexBytes: 1 | 4,
	{ host, threads }: ChosenHost,
): KernelPlan {
	const most = host.name === "wasm" ? BLOCK_PIXELS_WASM : BLOCK_PIXELS;
	const blockPixels = planar ? most : Math.max(1, Math.floor(most / classes));
	const scratchBytes = planar ? blockPixels * BEST_BYTES : 0;
	const block = new PlanBlock().int(elements[dtype], planar ? 1 : 0, classes, pixels, blockPixels, indexBytes).bytes();
	const arrays = [
		{ bytes: classes * pixels * DTYPES[dtype].bytes, access: "read" },
		{ bytes: pixels * indexBytes, access: "write" },
	] as const;
	const rows = Math.ceil(pixels / blockPixels);
	return host.plan({ kernel: "argmax", block, arrays, rows, scratchBytes }, threads);
}
