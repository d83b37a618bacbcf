import type { DType } from "@polyinfer/core";
import { type HostTensor, newHostArray } from "../host-tensor.ts";
import { rangeOf } from "./quantized-types.ts";
import { roundHalfEven } from "./round-half-even.ts";

/** Sums in int32 as quantized numbers: times `factor` of their place, plus the zero point, rounded and cut off. */
export function requantize(
	sums: HostTensor,
	factor: (element: number) => number,
	zeroPoint: number,
	dtype: DType,
): HostTensor {
	const [least, most] = rangeOf(dtype);
	const data = newHostArray(dtype, sums.data.length);
	for (let i = 0; i < data.length; i++) {
		const scaled = roundHalfEven(Math.fround((sums.data[i] as number) * factor(i))) + zeroPoint;
		data[i] = Math.min(Math.max(scaled, least), most);
	}
	return { dtype, shape: sums.shape, data };
}
