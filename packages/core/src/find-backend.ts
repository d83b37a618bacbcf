import type { Backend } from "./backend.ts";
import type { CatalogueEntry } from "./catalogue.ts";
import { InferenceError } from "./errors.ts";

/**
 * Imports a backend and asks for its parts. Rejects with UNAVAILABLE, stage and advice, where one is missing. With
 * options it is not asked: one of them may say where the part is, and `createSession` looks there.
 */
export async function findBackend(
	{ id, install, load }: CatalogueEntry,
	options: Readonly<Record<string, unknown>> = {},
): Promise<Backend> {
	const missing = (message: string, advice: string, cause?: InferenceError): InferenceError =>
		new InferenceError("UNAVAILABLE", message, { stage: cause?.stage ?? "find", backend: id, advice, cause });
	const backend = await load().catch((cause: unknown) => {
		if (cause instanceof InferenceError) throw missing(cause.message, cause.advice ?? install, cause);
		throw missing(`its package is not installed (${firstLine(cause)}).`, install);
	});
	if (Object.keys(options).length > 0) return backend;
	const availability = await backend.availability();
	if (availability.status === "missing") throw missing(availability.reason, availability.advice);
	return backend;
}

function firstLine(cause: unknown): string {
	return (cause instanceof Error ? cause.message : String(cause)).split("\n", 1)[0] as string;
}
