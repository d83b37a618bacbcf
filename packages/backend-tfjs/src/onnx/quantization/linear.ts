import type { DType } from "@polyinfer/core";
import { type HostTensor, newHostArray, roundTo } from "../host-tensor.ts";
import { placed } from "./placed.ts";
import { rangeOf } from "./quantized-types.ts";
import { roundHalfEven } from "./round-half-even.ts";

/** Scales, zero points and how they lie along the tensor. */
export interface Quantization {
	readonly scale: HostTensor;
	readonly zeroPoint?: HostTensor | undefined;
	/** 0 and above. */
	readonly axis: number;
	/** 0: no blocks. */
	readonly blockSize: number;
}

/** ONNX's QuantizeLinear. `precision` is the type that the division rounds to. */
export function quantizeLinear(
	x: HostTensor,
	{ scale, zeroPoint, axis, blockSize }: Quantization,
	dtype: DType,
	precision: DType = "float32",
): HostTensor {
	const [least, most] = rangeOf(dtype);
	const place = placed(scale, x.shape, axis, blockSize);
	const data = newHostArray(dtype, x.data.length);
	for (let i = 0; i < data.length; i++) {
		const at = place(i);
		const steps = roundHalfEven(roundTo(precision, Number(x.data[i]) / Number(scale.data[at])));
		const shifted = steps + (zeroPoint === undefined ? 0 : Number(zeroPoint.data[at]));
		data[i] = Math.min(Math.max(shifted, least), most);
	}
	return { dtype, shape: x.shape, data };
}

/** ONNX's DequantizeLinear. */
export function dequantizeLinear(
	x: HostTensor,
	{ scale, zeroPoint, axis, blockSize }: Quantization,
	dtype: DType = scale.dtype,
): HostTensor {
	const place = placed(scale, x.shape, axis, blockSize);
	const data = newHostArray(dtype, x.data.length);
	for (let i = 0; i < data.length; i++) {
		const at = place(i);
		const steps = Number(x.data[i]) - (zeroPoint === undefined ? 0 : Number(zeroPoint.data[at]));
		data[i] = roundTo(dtype, steps * Number(scale.data[at]));
	}
	return { dtype, shape: x.shape, data };
}

/** ONNX's DynamicQuantizeLinear: uint8, with a scale and a zero point that fit the numbers and 0. */
export function dynamicQuantizeLinear(
	x: HostTensor,
): readonly [y: HostTensor, scale: HostTensor, zeroPoint: HostTensor] {
	let [least, most] = [0, 0];
	for (const each of x.data as Float32Array) {
		least = Math.min(least, each);
		most = Math.max(most, each);
	}
	const step = Math.fround((most === least ? 1 : Math.fround(most - least)) / 255);
	const zero = roundHalfEven(Math.min(Math.max(Math.fround(-least / step), 0), 255));
	const scale: HostTensor = { dtype: "float32", shape: [], data: Float32Array.of(step) };
	const zeroPoint: HostTensor = { dtype: "uint8", shape: [], data: Uint8Array.of(zero) };
	return [quantizeLinear(x, { scale, zeroPoint, axis: 0, blockSize: 0 }, "uint8"), scale, zeroPoint];
}
