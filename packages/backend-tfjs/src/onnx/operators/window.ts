import { InferenceError } from "@polyinfer/core";
import type { Call } from "../call.ts";
import { checkSize } from "../sizes.ts";

/** How a window goes over the spatial axes of a convolution or pooling. */
export interface Window {
	readonly kernel: readonly number[];
	readonly strides: readonly number[];
	readonly dilations: readonly number[];
	/** Rows before and after, for each spatial axis. */
	readonly padding: readonly (readonly [before: number, after: number])[];
	/** Rows beyond the padding that the last window of each axis reaches where sizes are rounded up; part of `padding`. */
	readonly overhang: readonly number[];
	/** Sizes of the result. */
	readonly output: readonly number[];
}

/** The window of a node over `space`, by its attributes. */
export function windowOf(call: Call, space: readonly number[], kernel: readonly number[], ceil = false): Window {
	const axes = space.length;
	const strides = call.ints("strides", undefined) ?? new Array<number>(axes).fill(1);
	const dilations = call.ints("dilations", undefined) ?? new Array<number>(axes).fill(1);
	const pads = call.ints("pads", undefined) ?? new Array<number>(2 * axes).fill(0);
	const mode = call.text("auto_pad", "NOTSET");
	if ([kernel, strides, dilations, pads].some((sizes, i) => sizes.length !== (i === 3 ? 2 : 1) * axes))
		throw new InferenceError("INVALID_MODEL", `Expected kernel, strides, dilations and pads for ${axes} axes.`);
	if ([...kernel, ...strides, ...dilations].some((size) => size < 1) || pads.some((size) => size < 0))
		throw new InferenceError("UNSUPPORTED", "Windows without size, steps back and negative padding are not mapped.");
	checkSize(kernel);
	checkSize(space.map((size, axis) => size + (pads[axis] as number) + (pads[axes + axis] as number)));
	checkSize(kernel.map((size, axis) => (size - 1) * (dilations[axis] as number) + 1));
	const padding: [number, number][] = [];
	const overhang: number[] = [];
	const output: number[] = [];
	for (let axis = 0; axis < axes; axis++) {
		const [size, stride, extent] = [
			space[axis] as number,
			strides[axis] as number,
			((kernel[axis] as number) - 1) * (dilations[axis] as number) + 1,
		];
		let [before, after] = [pads[axis] as number, pads[axes + axis] as number];
		if (mode === "VALID") [before, after] = [0, 0];
		if (mode.startsWith("SAME")) {
			const total = Math.max((Math.ceil(size / stride) - 1) * stride + extent - size, 0);
			const less = Math.floor(total / 2);
			[before, after] = mode === "SAME_UPPER" ? [less, total - less] : [total - less, less];
		}
		const steps = (size + before + after - extent) / stride;
		let count = (ceil && mode === "NOTSET" ? Math.ceil(steps) : Math.floor(steps)) + 1;
		// A window that starts in the padding after the picture does not count.
		if (ceil && (count - 1) * stride >= size + before) count--;
		if (count < 0 || !Number.isFinite(count))
			throw new InferenceError("INVALID_ARGUMENT", `A window of [${kernel}] does not fit [${space}].`);
		const beyond = Math.max(0, (count - 1) * stride + extent - size - before - after);
		padding.push([before, after + beyond]);
		overhang.push(beyond);
		output.push(Math.max(count, 0));
	}
	return { kernel, strides, dilations, padding, overhang, output };
}

/** Padding of the spatial axes as TensorFlow.js takes it, channels last. */
export function explicitPadding(padding: Window["padding"]): [number, number][] {
	return [[0, 0], ...padding.map(([before, after]): [number, number] => [before, after]), [0, 0]];
}
