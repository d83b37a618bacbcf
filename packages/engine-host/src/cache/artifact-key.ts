import { createHash } from "node:crypto";
import { type ArtifactKey, InferenceError } from "@polyinfer/core";

/** The key as one text, the same in whatever order its parts were written. Throws INVALID_ARGUMENT. */
export function textOfKey(key: ArtifactKey): string {
	const parts = Object.entries(key).sort(([a], [b]) => (a < b ? -1 : 1));
	for (const [name, value] of parts)
		if (!["string", "boolean"].includes(typeof value) && !Number.isFinite(value))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected a text, a finite number or a boolean for \`${name}\` of a cache key but received ${String(value)}.`,
			);
	return JSON.stringify(parts);
}

/** Name of an entry's folder below its kind. */
export function nameOfKey(text: string): string {
	return createHash("sha256").update(text).digest("hex");
}

/** Throws INVALID_ARGUMENT for a kind that is no plain name: it becomes a folder. */
export function checkKind(kind: string): void {
	if (!/^[a-z0-9][a-z0-9-]*$/.test(kind))
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected a kind of lower-case letters, digits and \`-\` but received ${JSON.stringify(kind)}.`,
		);
}
