import {
	DTYPES,
	type DType,
	dtypeOfNumber,
	elementCount,
	formatType,
	InferenceError,
	Tensor,
	type TensorLike,
} from "@polyinfer/core";
import type { Weight } from "./graph.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** A weight over the memory of `tensor`, which it borrows. Throws INVALID_ARGUMENT where `tensor` does not fit together. */
export function weightOf(name: string, tensor: Tensor | TensorLike): Weight {
	const { dtype, data, shape } = Tensor.from(tensor as TensorLike);
	const elementType = DTYPES[dtype].number;
	if (dtype === "string")
		return {
			name,
			elementType,
			shape,
			data: { kind: "strings", strings: (data as string[]).map((text) => encoder.encode(text)) },
		};
	const { buffer, byteOffset, byteLength } = data as Exclude<typeof data, string[]>;
	return { name, elementType, shape, data: { kind: "bytes", bytes: new Uint8Array(buffer, byteOffset, byteLength) } };
}

/**
 * The content of a weight as a tensor: a view into the model file where its address allows, else an aligned copy.
 * A view must not be written to. Throws UNSUPPORTED for an element type without a dtype and for external data.
 */
export function weightTensor(weight: Weight): Tensor {
	const { name, elementType, shape, data } = weight;
	const dtype: DType | undefined = dtypeOfNumber(elementType);
	if (dtype === undefined)
		throw new InferenceError(
			"UNSUPPORTED",
			`Weight \`${name}\` has ONNX element type ${elementType}, which has no dtype.`,
		);
	if (data.kind === "external")
		throw new InferenceError("UNSUPPORTED", `Weight \`${name}\` lies in another file, ${data.external.location}.`);
	if (data.kind === "strings")
		return new Tensor(
			"string",
			data.strings.map((text) => decoder.decode(text)),
			shape,
		) as Tensor;
	const { array, bytes: elementBytes } = DTYPES[dtype];
	const count = elementCount(shape);
	if (array === null || data.bytes.length !== count * elementBytes)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected ${count * elementBytes} bytes for \`${name}\`, ${formatType(dtype, shape)}, but received ${data.bytes.length}.`,
		);
	const aligned = data.bytes.byteOffset % elementBytes === 0 ? data.bytes : new Uint8Array(data.bytes);
	return new Tensor(dtype, new array(aligned.buffer, aligned.byteOffset, count) as never, shape);
}
