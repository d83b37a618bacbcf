import { ERRORS, type ErrorCode, InferenceError, type InferenceErrorDetails } from "@polyinfer/core";
import { explainFailure } from "./explain-failure.ts";

/**
 * What the addon throws, as an {@link InferenceError} with what to do about it; `signal` is the cause where the call was
 * aborted, `library` what was to be loaded.
 */
export function fromNativeError(error: unknown, signal?: AbortSignal, library?: string): InferenceError {
	if (error instanceof InferenceError) return error;
	if (!(error instanceof Error)) return new InferenceError("ENGINE", String(error));
	const { code, engineCode, scope } = error as { code?: string; engineCode?: number; scope?: "session" | "runtime" };
	const known: ErrorCode = code !== undefined && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : "ENGINE";
	const details: { -readonly [K in keyof InferenceErrorDetails]: InferenceErrorDetails[K] } = {};
	if (engineCode !== undefined) details.engineCode = engineCode;
	if (scope !== undefined) details.scope = scope;
	const advice = explainFailure(known, error.message, library);
	if (advice !== undefined) details.advice = advice;
	if (known === "ABORTED" && signal?.aborted) details.cause = signal.reason;
	// What to do stands in the advice: once is enough.
	return new InferenceError(known, error.message.replace(/ Try: .+\.$/, ""), details);
}
