import { InferenceError } from "@polyinfer/core";

/** A JSON object. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** INVALID_MODEL for a `model.json`. */
export function broken(message: string): InferenceError {
	return new InferenceError("INVALID_MODEL", message, {
		advice: "Convert the model again with tensorflowjs_converter, or copy all of its files again.",
	});
}

/** `value` as an object. Throws INVALID_MODEL, naming `where`. */
export function objectOf(value: unknown, where: string): JsonObject {
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
	throw expected("an object", where, value);
}

/** `value` as an object; `undefined` where there is none. */
export function optionalObject(value: unknown, where: string): JsonObject | undefined {
	return value === undefined || value === null ? undefined : objectOf(value, where);
}

/** `value` as a list of at most `most` entries; empty where there is none. Throws INVALID_MODEL. */
export function listOf(value: unknown, where: string, most: number): readonly unknown[] {
	if (value === undefined || value === null) return [];
	if (!Array.isArray(value)) throw expected("a list", where, value);
	if (value.length > most) throw broken(`Expected at most ${most} entries in ${where} but received ${value.length}.`);
	return value;
}

/** `value` as a text of at most `most` characters. Throws INVALID_MODEL. */
export function textOf(value: unknown, where: string, most: number): string {
	if (typeof value !== "string") throw expected("a text", where, value);
	if (value.length > most)
		throw broken(`Expected a text of at most ${most} characters as ${where} but it has ${value.length}.`);
	return value;
}

/** INVALID_MODEL for a field of another kind. */
export function expected(what: string, where: string, value: unknown): InferenceError {
	const came = value === undefined ? "nothing" : (JSON.stringify(value)?.slice(0, 100) ?? typeof value);
	return broken(`Expected ${what} as ${where} of model.json but received ${came}.`);
}
