import type { BackendSession } from "./backend.ts";
import { InferenceError } from "./errors.ts";
import type { LoadedModel } from "./model.ts";

/**
 * The loader refuses what it found inside a file; what is left are formats that nobody looked into. Each entry of
 * `prefer` takes its own format, so that this is the entry's failure and not the model's.
 */
export function checkTrust({ format, findings }: LoadedModel): void {
	const refused = findings.find((finding) => finding.refused);
	if (refused === undefined) return;
	throw new InferenceError("UNSUPPORTED", `Expected a ${format} model that was found safe: ${refused.message}`, {
		advice: "Pass `trusted: true` if you trust who made the model as you trust a program.",
	});
}

/** Throws UNSUPPORTED for a session that `strict` does not admit. */
export function checkStrict(session: BackendSession): void {
	const { placement, casts } = session.facts;
	if (placement && Object.keys(placement).length > 1)
		throw new InferenceError(
			"UNSUPPORTED",
			`\`strict\` is set, but the nodes are spread over ${Object.keys(placement).join(" and ")}.`,
		);
	if (casts.length > 0)
		throw new InferenceError("UNSUPPORTED", `\`strict\` is set, but casts are needed: ${casts.join("; ")}.`);
}

/** Throws UNSUPPORTED for a session that runs in no process of its own. */
export function checkIsolated({ facts }: BackendSession): void {
	if (facts.binding !== "runner")
		throw new InferenceError("UNSUPPORTED", "`isolate` is set, but this backend runs in no process of its own.");
}
