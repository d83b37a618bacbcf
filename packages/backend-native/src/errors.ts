import { InferenceError, type InferenceErrorDetails, type Stage } from "@polyinfer/core";

/** UNAVAILABLE: a part is not on this machine or does not load. */
export function unavailable(
	backend: string,
	message: string,
	advice: string,
	details: Omit<InferenceErrorDetails, "advice" | "backend"> = {},
): InferenceError {
	return new InferenceError("UNAVAILABLE", message, { backend, advice, ...details });
}

/** UNSUPPORTED: the engine does not take this model or these options. */
export function unsupported(backend: string, message: string, stage: Stage, cause?: unknown): InferenceError {
	return new InferenceError("UNSUPPORTED", message, { backend, stage, cause });
}

/** A failure of the engine, with the backend's name; models that it refuses are UNSUPPORTED, for our scan has passed them. */
export function engineError(backend: string, error: InferenceError, stage: Stage): InferenceError {
	const { message, engineCode, scope, advice, cause } = error;
	return new InferenceError(error.code === "INVALID_MODEL" ? "UNSUPPORTED" : error.code, message, {
		backend,
		stage: error.stage ?? stage,
		cause: error.code === "ABORTED" ? cause : error,
		...(engineCode === undefined ? {} : { engineCode }),
		...(scope === undefined ? {} : { scope }),
		...(advice === undefined ? {} : { advice }),
	});
}
