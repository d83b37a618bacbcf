import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
	type ArtifactCache,
	type BackendContext,
	type BackendSession,
	InferenceError,
	type InputBounds,
	toInferenceError,
	type Verified,
} from "@polyinfer/core";
import type { Conversion } from "./native-engine.ts";

/** What the report gets of a check. */
export type ConversionCheck = Pick<Verified, "checks" | "notes">;

/** One conversion that is to be checked. */
export interface ConversionCheckRequest {
	/** The backend's id. */
	readonly backend: string;
	readonly session: BackendSession;
	readonly conversion: Pick<Conversion, "key" | "conversions">;
	readonly context: Pick<BackendContext, "reference" | "stage">;
	readonly cache: ArtifactCache;
	/** Sizes that the caller fixed or bounded: what was compared in some says nothing of others. */
	readonly inputs?: InputBounds | undefined;
	/** Share of an output's range that is accepted. Default: that of `verify`. */
	readonly tolerance?: number | undefined;
	readonly signal?: AbortSignal | undefined;
}

const FILE = "checks.json";

/**
 * Compares a session over a conversion with the reference, once: what was found right is remembered. Rejects with
 * UNSUPPORTED at stage `"verify"` where the numbers are wrong or the session does not run, with ABORTED.
 */
export async function checkConversion(request: ConversionCheckRequest): Promise<ConversionCheck> {
	const { backend, session, conversion, context, cache, inputs = {}, tolerance, signal } = request;
	const { reference } = context;
	if (reference === undefined) return { checks: [], notes: ["the conversion was compared with nothing: no reference"] };
	context.stage("verify");
	let fresh: ConversionCheck | undefined;
	const asked = { inputs: JSON.stringify(inputs), tolerance: tolerance ?? "default" };
	const key = { ...conversion.key, backend, reference: reference.id, ...asked };
	const compare = async (folder: string): Promise<void> => {
		const { checks, notes } = await reference.compare(session, tolerance).catch((error: unknown) => {
			throw asUnsupported(backend, error);
		});
		fresh = { checks, notes };
		if (checks.length === 0) throw new NothingToKeep();
		await writeFile(join(folder, FILE), JSON.stringify(fresh));
	};
	try {
		const { path } = await cache.folder("checks", key, compare, signal);
		return fresh ?? (JSON.parse(await readFile(join(path, FILE), "utf8")) as ConversionCheck);
	} catch (error) {
		if (error instanceof NothingToKeep && fresh !== undefined) return fresh;
		throw error;
	}
}

/** Thrown where nothing was compared: that is found out anew each time. */
class NothingToKeep extends Error {}

function asUnsupported(backend: string, error: unknown): InferenceError {
	const failure = toInferenceError(error);
	if (failure.code !== "ENGINE") return failure;
	return new InferenceError("UNSUPPORTED", `The model was converted, but ${lowerFirst(failure.message)}`, {
		backend,
		stage: "verify",
		cause: failure,
	});
}

function lowerFirst(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}
