import { type Finding, InferenceError } from "@polyinfer/core";

const PUT_IT_THERE = "Put the whole file beside the model, by this name.";
const TRUST_IT = "Pass `trusted: true` if you made this model yourself, or trust who did as you trust a program.";

/** Throws INVALID_MODEL with the first finding that is refused, and how many more there are. */
export function refuseFindings(findings: readonly Finding[], label: string): void {
	const refused = findings.filter((finding) => finding.refused);
	const [first] = refused;
	if (first === undefined) return;
	const more = refused.length === 1 ? "" : ` (and ${refused.length - 1} more findings)`;
	throw new InferenceError(
		"INVALID_MODEL",
		`Expected a model that is safe to open but ${label} was refused for ${first.kind}: ${first.message}${more}`,
		{ advice: first.kind === "external-missing" ? PUT_IT_THERE : TRUST_IT },
	);
}
