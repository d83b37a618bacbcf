import { type DeviceTensor, formatType, shapeFits, type Tensor, type TensorLike } from "@polyinfer/core";
import { allocate } from "../allocate.ts";
import { checkKeys, mismatch, unexpected } from "../arguments.ts";
import { chooseHost } from "../kernels/implementation.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import { LetterboxTransform } from "../letterbox/letterbox-transform.ts";
import type { Box } from "../picture/box.ts";
import type { Mask } from "../picture/mask.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { floatNumbers } from "../to-tensor/float-numbers.ts";
import { bilinearPlaces } from "./bilinear-places.ts";
import { planDrawMasks } from "./masks-kernel.ts";
import { INSTANCE_WORDS } from "./reference.ts";

/** Options of {@link instanceMasks}. `threads` has no effect. */
export interface InstanceMasksOptions extends RunsOn {
	/** The letterbox that the model was given: the prototypes lie over all of it. */
	readonly transform: LetterboxTransform;
	/** A pixel is inside above this logit. Default: 0, a probability of one half. */
	readonly threshold?: number;
}

/** Options of {@link planInstanceMasks}. */
export interface InstanceMasksPlanOptions extends InstanceMasksOptions {
	/** Shape of the prototypes, `[1, K, height, width]` or `[K, height, width]`. */
	readonly shape: readonly number[];
}

/** What {@link instanceMasks} works on. */
export interface MaskInstances {
	/** Floating point, `[1, K, height, width]` or `[K, height, width]`. */
	readonly prototypes: Tensor | TensorLike | DeviceTensor;
	/** Floating point, `[instances, K]`. */
	readonly coefficients: Tensor | TensorLike | DeviceTensor;
	/** The box of each instance in pixels of the source picture. */
	readonly boxes: readonly Box[];
}

/** A prepared {@link instanceMasks}. The output given to `run` has a byte for each pixel of all masks. */
export type InstanceMasksPlan = OpPlan<MaskInstances, Mask[], Uint8Array>;

/** Prepares {@link instanceMasks} for prototypes of one shape and pictures of one size. Throws INVALID_ARGUMENT. */
export function planInstanceMasks(options: InstanceMasksPlanOptions): InstanceMasksPlan {
	checkKeys("instanceMasks", options, ["shape", "transform", "threshold", ...RUNS_ON_OPTIONS]);
	const { shape, transform, threshold = 0 } = options;
	if (!(transform instanceof LetterboxTransform)) throw unexpected("the transform of a letterbox", transform);
	const sizes = Array.isArray(shape) && shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
	if (!Array.isArray(sizes) || sizes.length !== 3 || !sizes.every((size) => Number.isInteger(size) && size >= 1))
		throw unexpected("prototypes [1,K,height,width]", shape);
	const [prototypes, height, width] = sizes as [number, number, number];
	if (prototypes * height * width >= 2 ** 29) throw mismatch("fewer than 2^29 numbers in prototypes", `[${shape}]`);
	if (!Number.isFinite(threshold)) throw unexpected("a number for `threshold`", threshold);
	const { sourceWidth, sourceHeight, scaleX, scaleY, left, top, tensorWidth, tensorHeight } = transform;
	const cellsX = width / tensorWidth;
	const cellsY = height / tensorHeight;
	const rule = {
		prototypes,
		width,
		height,
		columns: bilinearPlaces(sourceWidth, width, scaleX * cellsX, left * cellsX),
		rows: bilinearPlaces(sourceHeight, height, scaleY * cellsY, top * cellsY),
		threshold: Math.fround(threshold),
	};
	const chosen = chooseHost(options);
	const draw = planDrawMasks(rule, chosen);
	let instances = new Int32Array(INSTANCE_WORDS * 64);
	return {
		implementation: chosen?.host.name ?? "reference",
		run(input, output) {
			if (typeof input !== "object" || input === null || !Array.isArray(input.boxes))
				throw unexpected("prototypes, coefficients and boxes", input);
			const { boxes } = input as MaskInstances;
			const count = boxes.length;
			const planes = float32s(input.prototypes, shape, "prototypes");
			const coefficients = float32s(input.coefficients, [count, prototypes], "coefficients");
			if (instances.length < count * INSTANCE_WORDS) instances = new Int32Array(count * INSTANCE_WORDS);
			const bytes = placeInstances(boxes, sourceWidth, sourceHeight, instances);
			if (output !== undefined && (!(output instanceof Uint8Array) || output.length < bytes))
				throw mismatch(`a Uint8Array of at least ${bytes} bytes as output`, String(output?.length));
			const data = output ?? allocate(() => new Uint8Array(bytes));
			const used = instances.subarray(0, count * INSTANCE_WORDS);
			if (bytes > 0) draw(planes, coefficients, used, count, data);
			return Array.from({ length: count }, (_, i) => maskAt(used, i, data));
		},
	};
}

/**
 * The mask of each instance in pixels of the source picture, as models of the YOLO segmentation family give them: prototypes
 * times coefficients, cut to the instance's box, enlarged bilinearly, above a threshold. A pixel is in the box where its
 * corner is: columns from `ceil(left)` to `ceil(right) - 1`. Prototypes and coefficients are float32, or rounded to that.
 * Writes the masks one after another into `output` where one is given. Throws INVALID_ARGUMENT.
 * Source: Bolya et al., "YOLACT: Real-time Instance Segmentation", 2019.
 */
export function instanceMasks(input: MaskInstances, options: InstanceMasksOptions, output?: Uint8Array): Mask[] {
	if (typeof input !== "object" || input === null) throw unexpected("prototypes, coefficients and boxes", input);
	const { shape } = cpuTensor(input.prototypes);
	return planInstanceMasks({ ...options, shape }).run(input, output);
}

function float32s(value: MaskInstances["prototypes"], shape: readonly number[], name: string): Float32Array {
	const tensor = cpuTensor(value);
	if (!shapeFits(tensor.shape, shape))
		throw mismatch(`${name} of shape [${shape}]`, formatType(tensor.dtype, tensor.shape));
	const numbers = floatNumbers(tensor);
	if (numbers.length !== tensor.size) throw mismatch(`${name} in memory of their own`, "a detached buffer");
	return numbers instanceof Float32Array ? numbers : Float32Array.from(numbers);
}

/** Writes the pixels of each box and where its mask starts, and gives how many pixels there are. */
function placeInstances(boxes: readonly Box[], width: number, height: number, instances: Int32Array): number {
	let offset = 0;
	for (const [i, box] of boxes.entries()) {
		if (!Array.isArray(box) || box.length !== 4 || !box.every(Number.isFinite))
			throw unexpected("boxes of 4 finite numbers", box);
		const [left, top, right, bottom] = box.map((side, at) =>
			Math.min(Math.max(Math.ceil(side), 0), at % 2 === 0 ? width : height),
		) as [number, number, number, number];
		instances.set([left, top, Math.max(left, right), Math.max(top, bottom), offset], i * INSTANCE_WORDS);
		offset += Math.max(0, right - left) * Math.max(0, bottom - top);
		if (offset >= 2 ** 31) throw mismatch("fewer than 2^31 pixels in all masks", String(offset));
	}
	return offset;
}

function maskAt(instances: Int32Array, index: number, data: Uint8Array): Mask {
	const [left = 0, top = 0, right = 0, bottom = 0, offset = 0] = instances.subarray(index * INSTANCE_WORDS);
	const [width, height] = [right - left, bottom - top];
	return {
		left,
		top,
		width,
		height,
		format: "gray",
		stride: width,
		data: data.subarray(offset, offset + width * height),
	};
}
