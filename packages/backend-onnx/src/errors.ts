import { type ErrorCode, InferenceError, type InferenceErrorDetails, type Stage } from "@polyinfer/core";

/** The backend's id, as errors and logs name it. */
export const ID = "onnxruntime";

const ELSEWHERE = "Name another engine in `prefer`, or export the model with other operators or another opset.";

/** UNAVAILABLE: a part is not on this machine or does not load. */
export function unavailable(
	message: string,
	advice: string,
	details: Omit<InferenceErrorDetails, "advice"> = {},
): InferenceError {
	return new InferenceError("UNAVAILABLE", message, { backend: ID, advice, ...details });
}

/** onnxruntime-node throws text without a number: what it says about the kind of failure. */
const RUN_WORDS: readonly (readonly [RegExp, ErrorCode])[] = [
	[/bad_alloc|Failed to allocate memory|Array buffer allocation failed|Invalid typed array length/i, "OUT_OF_MEMORY"],
	[/Got invalid dimensions|Invalid rank for input|Unexpected input data type/i, "INVALID_ARGUMENT"],
	[/NOT_IMPLEMENTED|Could not find an implementation|Unsupported (data )?type/i, "UNSUPPORTED"],
];

/** A failure of onnxruntime-node as an error of ours: what it refuses to open is UNSUPPORTED, for our scan has passed it. */
export function javascriptError(error: unknown, during: "open" | "run"): InferenceError {
	if (error instanceof InferenceError) return error;
	const message = error instanceof Error ? error.message : String(error);
	const said = RUN_WORDS.find(([words]) => words.test(message))?.[1];
	const code = during === "open" ? (said === "OUT_OF_MEMORY" ? said : "UNSUPPORTED") : (said ?? "ENGINE");
	return new InferenceError(code, message, {
		backend: ID,
		cause: error,
		...(during === "open" ? { stage: "compile" as const } : { stage: "run" as const }),
		...(code === "UNSUPPORTED" ? { advice: ELSEWHERE } : {}),
	});
}

/** A failure of the engine, with the backend's name; models that it refuses are UNSUPPORTED, for our scan has passed them. */
export function engineError(error: InferenceError, stage: Stage): InferenceError {
	const { message, engineCode, scope, cause } = error;
	const code = error.code === "INVALID_MODEL" ? "UNSUPPORTED" : error.code;
	const advice = error.advice ?? (code === "UNSUPPORTED" ? ELSEWHERE : undefined);
	return new InferenceError(code, message, {
		backend: ID,
		stage,
		cause: error.code === "ABORTED" ? cause : error,
		...(engineCode === undefined ? {} : { engineCode }),
		...(scope === undefined ? {} : { scope }),
		...(advice === undefined ? {} : { advice }),
	});
}
