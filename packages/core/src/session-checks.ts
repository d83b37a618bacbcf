import type { Backend, BackendSession } from "./backend.ts";
import { InferenceError } from "./errors.ts";
import type { LoadedModel } from "./model.ts";

/**
 * The loader refuses what it found inside a file; what is left are formats that nobody looked into. Each entry of
 * `prefer` takes its own format, so that this is the entry's failure and not the model's: UNSUPPORTED, unless the backend
 * keeps such a file away from this process, or has proved that one there survives it.
 */
export async function checkTrust(
	backend: Backend,
	{ format, findings }: LoadedModel,
	isolate: "process" | undefined,
): Promise<void> {
	const [refused, ...more] = findings.filter((finding) => finding.refused);
	if (refused === undefined) return;
	const isUnread = [refused, ...more].every(({ kind }) => kind === "unread-format");
	const found = isUnread ? await backend.availability() : undefined;
	const here = found?.status === "found" ? found : undefined;
	if (here?.proves?.includes(format) || (here?.isolates && isolate)) return;
	const apart = here?.isolates ? 'Pass `isolate: "process"` to open it in a process of its own, or' : "Pass";
	throw new InferenceError("UNSUPPORTED", `Expected a ${format} model that was found safe: ${refused.message}`, {
		advice: `${apart} \`trusted: true\` if you trust who made the model as you trust a program.`,
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
