import { type ErrorCode, InferenceError, type InferenceErrorDetails, type Stage } from "@polyinfer/core";

/** The backend's id, as errors and logs name it. */
export const ID = "tfjs";

/** UNAVAILABLE: a part is not here or does not load. */
export function unavailable(
	message: string,
	advice: string,
	details: Omit<InferenceErrorDetails, "advice"> = {},
): InferenceError {
	return new InferenceError("UNAVAILABLE", message, { backend: ID, stage: "load", advice, ...details });
}

/** UNSUPPORTED: TensorFlow.js cannot do what a model or a feed asks for. */
export function unsupported(message: string, stage: Stage, advice?: string): InferenceError {
	return new InferenceError("UNSUPPORTED", message, {
		backend: ID,
		stage,
		advice: advice ?? "Name another engine in `prefer`, or another device of tfjs.",
	});
}

/** TensorFlow.js throws text without a number: what it says about the kind of failure. */
const WORDS: readonly (readonly [RegExp, ErrorCode])[] = [
	[
		/out of memory|\bOOM\b|allocation failed|Invalid typed array length|Array buffer|Cannot enlarge memory|could not allocate/i,
		"OUT_OF_MEMORY",
	],
	[/device (is|was) lost|lost device|context (is |was )?lost|CONTEXT_LOST/i, "DEVICE_LOST"],
	[/not registered for backend|Unknown op|not supported|not yet implemented|unsupported/i, "UNSUPPORTED"],
];

const ADVICE: { readonly [C in ErrorCode]?: string } = {
	OUT_OF_MEMORY: "Use a smaller batch, or dispose sessions that are not needed.",
	DEVICE_LOST: "Open the session again: the device is asked for anew.",
	UNSUPPORTED: "Name another device of tfjs, or another engine, in `prefer`.",
	ENGINE: "Run the model on another engine to see whether the model or the engine is at fault.",
};

/** What TensorFlow.js threw, as ours. An opened model that it refuses is UNSUPPORTED, for the scan has passed it. */
export function engineError(error: unknown, stage: "compile" | "run"): InferenceError {
	if (error instanceof InferenceError) return error;
	const message = error instanceof Error ? error.message : String((error as { message?: unknown })?.message ?? error);
	const known = WORDS.find(([words]) => words.test(message))?.[1];
	const code = known ?? (stage === "compile" ? "UNSUPPORTED" : "ENGINE");
	const advice = ADVICE[code];
	return new InferenceError(code, `TensorFlow.js: ${message}`, {
		backend: ID,
		stage,
		cause: error,
		...(code === "DEVICE_LOST" ? { scope: "session" } : {}),
		...(advice === undefined ? {} : { advice }),
	});
}
