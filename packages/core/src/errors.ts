/**
 * Every error code, with its number in `polyinfer/engine.h` (`POLY_STATUS_MAP`) and whether a later
 * attempt with the same arguments can succeed. A test compares this table with the header.
 */
export const ERRORS = {
	INVALID_ARGUMENT: { number: 1, retryable: false },
	UNAVAILABLE: { number: 2, retryable: false },
	INVALID_MODEL: { number: 3, retryable: false },
	UNSUPPORTED: { number: 4, retryable: false },
	OUT_OF_MEMORY: { number: 5, retryable: true },
	DEVICE_LOST: { number: 6, retryable: true },
	ABORTED: { number: 7, retryable: true },
	DISPOSED: { number: 8, retryable: false },
	ENGINE: { number: 9, retryable: false },
	TIMEOUT: { number: 10, retryable: true },
	BUSY: { number: 11, retryable: true },
} as const;

/** What went wrong, as a stable word. */
export type ErrorCode = keyof typeof ERRORS;

/** The stages of `createSession`, in the order they are passed. */
export const STAGES = ["find", "load", "probe", "convert", "compile", "warm-up", "verify", "run"] as const;

/** One of {@link STAGES}. */
export type Stage = (typeof STAGES)[number];

/** One entry of `prefer` that was tried. */
export interface Attempt {
	/** The entry as the caller wrote it: an id or a word. */
	readonly entry: string;
	/** The backend's id that the entry led to. */
	readonly backend: string;
	readonly device?: string;
	/** `"ok"` for the entry that runs. */
	readonly outcome: "ok" | "failed";
	/** The last stage reached. */
	readonly stage: Stage;
	/** Why it failed. */
	readonly code?: ErrorCode;
	/** The engine's or backend's own words. */
	readonly message?: string;
	/** What to do about it, as a line to type or a sentence. */
	readonly advice?: string;
	readonly engineCode?: number;
	readonly ms: number;
}

/** Everything but the code and the message of an {@link InferenceError}. */
export interface InferenceErrorDetails {
	readonly stage?: Stage;
	readonly backend?: string;
	readonly engineCode?: number;
	readonly attempts?: readonly Attempt[];
	/** What to do about it. */
	readonly advice?: string;
	/** `"session"`: the session is broken, open it again; `"runtime"`: only a new process helps. */
	readonly scope?: "session" | "runtime";
	readonly cause?: unknown;
}

const brand: unique symbol = Symbol.for("polyinfer.InferenceError") as never;

/**
 * The one error class of Polyinfer. Match on `code`.
 * `instanceof` holds over several copies of the package; ABORTED has `name` `"AbortError"` and `cause` = `signal.reason`.
 */
export class InferenceError extends Error {
	readonly code: ErrorCode;
	readonly stage?: Stage;
	readonly backend?: string;
	readonly engineCode?: number;
	readonly scope?: "session" | "runtime";
	readonly advice?: string;
	readonly attempts: readonly Attempt[];
	/** True where the same call may succeed later. */
	readonly retryable: boolean;

	constructor(code: ErrorCode, message: string, details: InferenceErrorDetails = {}) {
		super(message, details.cause === undefined ? undefined : { cause: details.cause });
		this.name = code === "ABORTED" ? "AbortError" : "InferenceError";
		this.code = code;
		this.attempts = details.attempts ?? [];
		this.retryable = ERRORS[code].retryable;
		if (details.stage !== undefined) this.stage = details.stage;
		if (details.backend !== undefined) this.backend = details.backend;
		if (details.engineCode !== undefined) this.engineCode = details.engineCode;
		if (details.scope !== undefined) this.scope = details.scope;
		if (details.advice !== undefined) this.advice = details.advice;
		Object.defineProperty(this, brand, { value: true });
	}

	static override [Symbol.hasInstance](value: unknown): boolean {
		return typeof value === "object" && value !== null && brand in value;
	}
}

/** An {@link InferenceError} for an aborted signal. */
export function abortedError(signal: AbortSignal): InferenceError {
	return new InferenceError("ABORTED", "The operation was aborted.", { cause: signal.reason });
}

/** `error` itself if it is an {@link InferenceError}, else one with `code` that has it as its cause. */
export function toInferenceError(error: unknown, code: ErrorCode = "ENGINE"): InferenceError {
	if (error instanceof InferenceError) return error;
	return new InferenceError(code, error instanceof Error ? error.message : String(error), { cause: error });
}
