import type { InferenceError, Stage } from "./errors.ts";

/** The same error; where it names no stage, it names this one now. */
export function atStage(error: InferenceError, stage: Stage): InferenceError {
	if (error.stage === undefined) (error as { stage?: Stage }).stage = stage;
	return error;
}
