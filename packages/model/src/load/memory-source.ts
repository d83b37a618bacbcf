import { InferenceError } from "@polyinfer/core";
import type { ByteSource } from "./byte-source.ts";

/** The caller's bytes; they are copied, and must not change until then. */
export function memorySource(bytes: Uint8Array): ByteSource {
	const sizeBytes = bytes.length;
	return {
		label: "the given data",
		sizeBytes,
		async readInto(target, start) {
			if (bytes.length !== sizeBytes || start + target.length > sizeBytes)
				throw new InferenceError(
					"INVALID_ARGUMENT",
					`Expected the model's ${sizeBytes} bytes to stay until the model is loaded but they were transferred or resized.`,
				);
			target.set(bytes.subarray(start, start + target.length));
		},
	};
}
