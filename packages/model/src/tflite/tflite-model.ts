import type { DType } from "@polyinfer/core";

/** A tensor of a TensorFlow Lite graph. */
export interface TfliteTensor {
	readonly name: string;
	readonly dtype: DType;
	/** `null`: a free axis. */
	readonly shape: readonly (number | null)[];
	/** Of a constant: its elements, little-endian, row-major. */
	readonly data?: Uint8Array;
}

/** One step of a TensorFlow Lite graph. Tensors are numbers in the graph's list. */
export interface TfliteOperator {
	readonly operator: TfliteOperatorName;
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
	/** By the names of {@link TFLITE_OPERATORS}; what is left out has the schema's default. */
	readonly options?: Readonly<Record<string, number>>;
}

/** A graph of TensorFlow Lite. Operators are in execution order. */
export interface TfliteModel {
	readonly tensors: readonly TfliteTensor[];
	readonly inputs: readonly number[];
	readonly outputs: readonly number[];
	readonly operators: readonly TfliteOperator[];
}

/** Numbers of element types in the schema. */
export const TFLITE_TYPES: Readonly<Record<DType, number>> = {
	float32: 0,
	float16: 1,
	int32: 2,
	uint8: 3,
	int64: 4,
	string: 5,
	bool: 6,
	int16: 7,
	int8: 9,
	float64: 10,
	uint64: 12,
	uint32: 15,
	uint16: 16,
	bfloat16: 18,
};

/** Numbers of paddings in the schema. `same`: as much output as input over the stride, an odd pixel padded at the end. */
export const TFLITE_PADDINGS: Readonly<Record<"same" | "valid", number>> = { same: 0, valid: 1 };

/** Numbers of functions that an operator applies to its output, in the schema. */
export const TFLITE_ACTIVATIONS: Readonly<Record<"none" | "relu" | "relu6", number>> = { none: 0, relu: 1, relu6: 3 };

/** Operators that are written, by their names in the schema. */
export type TfliteOperatorName =
	| "ADD"
	| "CONV_2D"
	| "DEPTHWISE_CONV_2D"
	| "FULLY_CONNECTED"
	| "MUL"
	| "RELU"
	| "RESHAPE"
	| "TRANSPOSE"
	| "MEAN"
	| "CAST"
	| "NOT_EQUAL"
	| "WHERE";

/** How one operator is written. */
export interface OperatorSchema {
	readonly code: number;
	/** Number of the table of options in the union of all of them. */
	readonly options: number;
	/** Fields of that table: number and size. */
	readonly fields: Readonly<Record<string, readonly [slot: number, type: "int8" | "int32"]>>;
	/** Lowest version of the operator that has all that is written here. */
	readonly version: number;
}

/**
 * Numbers from the schema. `padding` is one of {@link TFLITE_PADDINGS}, `activation` of {@link TFLITE_ACTIVATIONS}; dtypes
 * are {@link TFLITE_TYPES}.
 * Source: https://github.com/tensorflow/tensorflow/blob/v2.19.0/tensorflow/compiler/mlir/lite/schema/schema.fbs
 */
export const TFLITE_OPERATORS: Readonly<Record<TfliteOperatorName, OperatorSchema>> = {
	ADD: { code: 0, options: 11, fields: { activation: [0, "int8"] }, version: 1 },
	CONV_2D: {
		code: 3,
		options: 1,
		fields: { padding: [0, "int8"], strideX: [1, "int32"], strideY: [2, "int32"], activation: [3, "int8"] },
		version: 1,
	},
	DEPTHWISE_CONV_2D: {
		code: 4,
		options: 2,
		fields: {
			padding: [0, "int8"],
			strideX: [1, "int32"],
			strideY: [2, "int32"],
			depthMultiplier: [3, "int32"],
			activation: [4, "int8"],
		},
		version: 1,
	},
	FULLY_CONNECTED: { code: 9, options: 8, fields: { activation: [0, "int8"] }, version: 1 },
	MUL: { code: 18, options: 21, fields: { activation: [0, "int8"] }, version: 1 },
	RELU: { code: 19, options: 0, fields: {}, version: 1 },
	RESHAPE: { code: 22, options: 17, fields: {}, version: 1 },
	TRANSPOSE: { code: 39, options: 26, fields: {}, version: 1 },
	MEAN: { code: 40, options: 27, fields: { keepAxes: [0, "int8"] }, version: 1 },
	CAST: { code: 53, options: 37, fields: { from: [0, "int8"], to: [1, "int8"] }, version: 1 },
	NOT_EQUAL: { code: 72, options: 54, fields: {}, version: 1 },
	WHERE: { code: 109, options: 85, fields: {}, version: 1 },
};
