import { expect, test } from "vitest";
import { abortedError, ERRORS, InferenceError, toInferenceError } from "./errors.ts";

test("numbers of the codes are 1 to n without a gap", () => {
	const numbers = Object.values(ERRORS).map((error) => error.number);
	expect(numbers).toEqual(numbers.map((_, i) => i + 1));
});

test("instanceof holds for an error of another copy of the package", () => {
	class OtherCopy extends Error {
		constructor() {
			super("x");
			Object.defineProperty(this, Symbol.for("polyinfer.InferenceError"), { value: true });
		}
	}
	expect(new OtherCopy() instanceof InferenceError).toBe(true);
	expect(new Error("x") instanceof InferenceError).toBe(false);
});

test("an abort is named AbortError and carries the signal's reason", () => {
	const controller = new AbortController();
	controller.abort("enough");
	const error = abortedError(controller.signal);
	expect(error.name).toBe("AbortError");
	expect(error.cause).toBe("enough");
	expect(error.code).toBe("ABORTED");
});

test("a foreign error becomes the cause of one with a code", () => {
	const cause = new RangeError("too far");
	const error = toInferenceError(cause);
	expect([error.code, error.message, error.cause]).toEqual(["ENGINE", "too far", cause]);
	expect(toInferenceError(error)).toBe(error);
});
