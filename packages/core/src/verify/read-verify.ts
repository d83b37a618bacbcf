import type { Catalogue, CatalogueEntry } from "../catalogue.ts";
import { checkOptions, type OptionSchema } from "../check-options.ts";
import { InferenceError } from "../errors.ts";
import { suggestion } from "../nearest.ts";
import { VERIFY_RUNS } from "./seeded-feeds.ts";
import type { VerifyOptions } from "./verify-options.ts";

/** The reference where the caller names none: the engine that the ONNX project's own operators are tested on. */
export const DEFAULT_REFERENCE = "onnxruntime";

const OPTIONS: OptionSchema = {
	backend: "string",
	device: "string",
	options: "record",
	tolerance: "any",
	inputs: "any",
	seed: "count",
};

/** What `verify` asks for. */
export interface VerifyRequest {
	readonly entry: CatalogueEntry;
	readonly options: VerifyOptions;
}

/** Reads the option `verify`. Throws INVALID_ARGUMENT for unknown keys, ids and values. */
export function readVerify(verify: string | VerifyOptions, catalogue: Catalogue): VerifyRequest {
	const options: VerifyOptions = typeof verify === "string" ? { backend: verify } : verify;
	if (typeof options !== "object" || options === null || Array.isArray(options))
		throw invalid(`Expected a backend's id or an object for option \`verify\` but received ${String(verify)}.`);
	checkOptions(options, OPTIONS, "verify");
	checkTolerance(options.tolerance);
	checkInputs(options.inputs);
	const id = options.backend ?? DEFAULT_REFERENCE;
	const entry = catalogue.backends.find((backend) => backend.id === id);
	const ids = catalogue.backends.map((backend) => backend.id);
	if (!entry) throw invalid(`Unknown backend "${id}" in \`verify\`.${suggestion(id, ids)} Known: ${ids.join(", ")}.`);
	return { entry, options };
}

function checkTolerance(tolerance: unknown): void {
	if (tolerance === undefined) return;
	const isObject = typeof tolerance === "object" && tolerance !== null && !Array.isArray(tolerance);
	for (const value of isObject ? Object.values(tolerance) : [tolerance])
		if (typeof value !== "number" || !(value >= 0))
			throw invalid(
				`Expected a number of 0 and above, or such numbers by output name, for option \`tolerance\` of verify but received ${String(value)}.`,
			);
}

function checkInputs(inputs: unknown): void {
	if (inputs === undefined) return;
	const sets: readonly unknown[] = Array.isArray(inputs) ? inputs : [inputs];
	if (sets.length === 0 || sets.length > VERIFY_RUNS)
		throw invalid(`Expected one or two sets for option \`inputs\` of verify but received ${sets.length}.`);
	for (const set of sets)
		if (typeof set !== "object" || set === null)
			throw invalid(`Expected tensors by input name for option \`inputs\` of verify but received ${String(set)}.`);
}

function invalid(message: string): InferenceError {
	return new InferenceError("INVALID_ARGUMENT", message);
}
