import { type ErrorCode, InferenceError } from "@polyinfer/core";

/** A case found the backend wrong. */
export class ConformanceFailure extends Error {
	override readonly name = "ConformanceFailure";
}

/** Throws a {@link ConformanceFailure} where `holds` is false. `message` says what was expected and what came. */
export function check(holds: boolean, message: string): asserts holds {
	if (!holds) throw new ConformanceFailure(message);
}

/** Throws where the two differ as JSON. */
export function checkSame(actual: unknown, expected: unknown, what: string): void {
	const [came, wanted] = [JSON.stringify(actual), JSON.stringify(expected)];
	check(came === wanted, `Expected ${wanted} as ${what} but received ${came}.`);
}

/** The error that `promise` rejects with; throws where it fulfils or rejects with another code. */
export async function rejects(
	promise: Promise<unknown>,
	codes: ErrorCode | readonly ErrorCode[],
): Promise<InferenceError> {
	return checkError(await outcome(promise), codes);
}

/** The error that `action` throws; throws where it returns or throws with another code. */
export function throws(action: () => unknown, codes: ErrorCode | readonly ErrorCode[]): InferenceError {
	try {
		return checkError({ value: action(), atMs: 0 }, codes);
	} catch (error) {
		if (error instanceof ConformanceFailure) throw error;
		return checkError({ error, atMs: 0 }, codes);
	}
}

/** How a promise settled, and when on `performance.now()`'s clock. */
export type Outcome<T = unknown> =
	| { readonly value: T; readonly atMs: number }
	| { readonly error: unknown; readonly atMs: number };

/** Waits for `promise` and never rejects. */
export function outcome<T>(promise: Promise<T>): Promise<Outcome<T>> {
	return promise.then(
		(value) => ({ value, atMs: performance.now() }),
		(error: unknown) => ({ error, atMs: performance.now() }),
	);
}

/** The error of `settled`; throws where there is none, or one without one of `codes`. */
export function checkError(settled: Outcome, codes: ErrorCode | readonly ErrorCode[]): InferenceError {
	const wanted = (typeof codes === "string" ? [codes] : codes).join(" or ");
	check("error" in settled, `Expected an error with ${wanted} but it succeeded.`);
	const { error } = settled;
	check(error instanceof InferenceError, `Expected an InferenceError with ${wanted} but received ${String(error)}.`);
	check(wanted.split(" or ").includes(error.code), `Expected ${wanted} but received ${error.code}: ${error.message}`);
	check(error.message.length > 0, `Expected a message with ${error.code} but it is empty.`);
	const name = error.code === "ABORTED" ? "AbortError" : "InferenceError";
	check(error.name === name, `Expected ${name} as name of an error with ${error.code} but received ${error.name}.`);
	return error;
}
