import { ERRORS, type ErrorCode, InferenceError, type InferenceErrorDetails } from "@polyinfer/core";

/** What the addon throws, as an {@link InferenceError}; `signal` is the cause where the call was aborted. */
export function fromNativeError(error: unknown, signal?: AbortSignal): InferenceError {
	if (error instanceof InferenceError) return error;
	if (!(error instanceof Error)) return new InferenceError("ENGINE", String(error));
	const { code, engineCode, scope } = error as { code?: string; engineCode?: number; scope?: "session" | "runtime" };
	const known: ErrorCode = code !== undefined && Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : "ENGINE";
	const details: { -readonly [K in keyof InferenceErrorDetails]: InferenceErrorDetails[K] } = {};
	if (engineCode !== undefined) details.engineCode = engineCode;
	if (scope !== undefined) details.scope = scope;
	if (known === "ABORTED" && signal?.aborted) details.cause = signal.reason;
	return new InferenceError(known, error.message, details);
}
