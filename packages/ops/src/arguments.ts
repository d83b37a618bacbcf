import { InferenceError } from "@polyinfer/core";

/** An INVALID_ARGUMENT that says what was expected and what came. */
export function unexpected(expected: string, received: unknown): InferenceError {
	return mismatch(expected, show(received));
}

/** {@link unexpected} where `received` is already in words. */
export function mismatch(expected: string, received: string): InferenceError {
	return new InferenceError("INVALID_ARGUMENT", `Expected ${expected} but received ${received}.`);
}

/** Throws INVALID_ARGUMENT unless `value` is an integer from `min` to `max`. */
export function checkInteger(name: string, value: number, min: number, max: number = 2 ** 24): void {
	if (!Number.isInteger(value) || value < min || value > max)
		throw unexpected(`an integer from ${min} to ${max} for \`${name}\``, value);
}

/** Throws INVALID_ARGUMENT unless `value` is a number from `min` to `max`. */
export function checkNumber(name: string, value: number, min: number, max: number): void {
	if (typeof value !== "number" || !(value >= min && value <= max))
		throw unexpected(`a number from ${min} to ${max} for \`${name}\``, value);
}

/** Throws INVALID_ARGUMENT unless `value` is one of `known`. */
export function checkWord<W extends string | number>(name: string, value: unknown, known: readonly W[]): void {
	if (!known.includes(value as W))
		throw unexpected(`one of ${known.map((word) => show(word)).join(", ")} for \`${name}\``, value);
}

/** Throws INVALID_ARGUMENT where `options` is no object or has a key that is not in `known`. */
export function checkKeys(op: string, options: unknown, known: readonly string[]): void {
	if (typeof options !== "object" || options === null) throw unexpected(`an object of options for ${op}`, options);
	for (const key of Object.keys(options))
		if (!known.includes(key))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Unknown option \`${key}\` of ${op}. Expected one of ${known.join(", ")}.`,
			);
}

function show(value: unknown): string {
	if (typeof value === "string") return JSON.stringify(value);
	if (Array.isArray(value)) return `[${value}]`;
	if (typeof value === "object" && value !== null) return value.constructor?.name ?? "an object";
	return String(value);
}
