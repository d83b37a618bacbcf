import { InferenceError } from "@polyinfer/core";

/** INVALID_MODEL with what is wrong with a PyTorch file, as the end of a sentence. */
export function invalidStateDict(what: string): InferenceError {
	return new InferenceError("INVALID_MODEL", `Expected a PyTorch state dict but ${what}.`);
}
