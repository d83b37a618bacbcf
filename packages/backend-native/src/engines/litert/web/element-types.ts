import type { DType } from "@polyinfer/core";

/** Numbers of TensorFlow Lite's element types: `TfLiteType` of tensorflow/lite/core/c/c_api_types.h. */
const NUMBERS: Partial<Record<DType, number>> = {
	float32: 1,
	int32: 2,
	uint8: 3,
	int64: 4,
	bool: 6,
	int16: 7,
	int8: 9,
	float16: 10,
	float64: 11,
	uint64: 13,
	uint32: 16,
	uint16: 17,
	bfloat16: 19,
};

const DTYPES_BY_NUMBER: ReadonlyMap<number, DType> = new Map(
	Object.entries(NUMBERS).map(([dtype, number]) => [number, dtype as DType]),
);

/** Element types that models in a browser may take and give. */
export const WEB_DTYPES: readonly DType[] = [...DTYPES_BY_NUMBER.values()];

/** `undefined` for texts, resources and the like. */
export function dtypeOf(elementType: number): DType | undefined {
	return DTYPES_BY_NUMBER.get(elementType);
}
