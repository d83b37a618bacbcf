import { formatType, InferenceError, type Tensor } from "@polyinfer/core";

/** Writes `result` into the caller's tensor and returns that. */
export function copyInto(given: Tensor, result: Tensor): Tensor {
	const fits = given.dtype === result.dtype && String(given.shape) === String(result.shape);
	if (!fits)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected a tensor ${formatType(result.dtype, result.shape)} to write into but received ${formatType(given.dtype, given.shape)}.`,
		);
	const { data } = given;
	if (Array.isArray(data))
		(result.data as string[]).forEach((text, i) => {
			data[i] = text;
		});
	else (data as Uint8Array).set(result.data as Uint8Array);
	return given;
}
