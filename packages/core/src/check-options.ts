import { InferenceError } from "./errors.ts";
import { insteadOf, suggestion } from "./nearest.ts";

/** What an option may be: a kind of value, or one of the listed words. `"record"` is texts by name, `"any"` is checked elsewhere. */
export type OptionKind = "boolean" | "string" | "number" | "count" | "record" | "function" | "any" | readonly string[];

/** Options by key. */
export type OptionSchema = Readonly<Record<string, OptionKind>>;

/**
 * Throws INVALID_ARGUMENT at the first key of `given` that `schema` lacks (with the nearest one it has) or whose
 * value is of another kind. `where` names the owner: `"onnxruntime"`. Keys whose value is `undefined` are left out.
 */
export function checkOptions(given: object, schema: OptionSchema, where: string): void {
	for (const [key, value] of Object.entries(given)) {
		const kind = Object.hasOwn(schema, key) ? schema[key] : undefined;
		if (kind === undefined) {
			const known = Object.keys(schema);
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Unknown option \`${key}\` of ${where}.${suggestion(key, known)} Known: ${known.join(", ")}.`,
				{ advice: insteadOf(key, known, "option") },
			);
		}
		if (value !== undefined && !fits(value, kind))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected ${describe(kind)} for option \`${key}\` of ${where} but received ${show(value)}.`,
				{ advice: `Give ${describe(kind)} for \`${key}\`, or leave it out.` },
			);
	}
}

function fits(value: unknown, kind: OptionKind): boolean {
	if (typeof kind !== "string") return typeof value === "string" && kind.includes(value);
	if (kind === "count") return typeof value === "number" && Number.isInteger(value) && value >= 0;
	if (kind === "number") return typeof value === "number" && Number.isFinite(value);
	if (kind === "record") return typeof value === "object" && value !== null && !Array.isArray(value);
	return kind === "any" || typeof value === kind;
}

function describe(kind: OptionKind): string {
	if (typeof kind !== "string") return `one of ${kind.map((word) => `"${word}"`).join(", ")}`;
	if (kind === "count") return "an integer of 0 and above";
	return kind === "record" ? "an object" : `a ${kind}`;
}

function show(value: unknown): string {
	if (typeof value === "string") return JSON.stringify(value);
	if (Array.isArray(value)) return "an array";
	return typeof value === "object" && value !== null ? "an object" : String(value);
}
