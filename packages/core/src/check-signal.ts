import { InferenceError } from "./errors.ts";

/** Throws INVALID_ARGUMENT where `signal` is given and is no AbortSignal, of whatever realm. */
export function checkSignal(signal: unknown): void {
	if (signal === undefined || typeof (signal as AbortSignal | null)?.addEventListener === "function") return;
	const received = typeof signal === "object" && signal !== null ? "an object" : String(signal);
	throw new InferenceError(
		"INVALID_ARGUMENT",
		`Expected an AbortSignal for option \`signal\` but received ${received}.`,
		{ advice: "Give the `signal` of an AbortController, or AbortSignal.timeout(ms)." },
	);
}
