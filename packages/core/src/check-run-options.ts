import { checkOptions, type OptionSchema } from "./check-options.ts";
import { checkSignal } from "./check-signal.ts";
import { InferenceError } from "./errors.ts";
import type { RunOptions } from "./session.ts";

const OPTIONS: OptionSchema = { outputs: "any", signal: "any" };

/** Throws INVALID_ARGUMENT for unknown options of `run`, and for those of a wrong kind. Names of outputs are checked elsewhere. */
export function checkRunOptions(options: RunOptions): void {
	if (typeof options !== "object" || options === null)
		throw new InferenceError("INVALID_ARGUMENT", `Expected an object with options of run but received ${options}.`);
	checkOptions(options, OPTIONS, "run");
	const { outputs, signal } = options;
	checkSignal(signal);
	if (outputs !== undefined && (typeof outputs !== "object" || outputs === null))
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected names, or tensors by name, for option \`outputs\` of run but received ${JSON.stringify(outputs)}.`,
			{ advice: `For one output: { outputs: [${JSON.stringify(outputs ?? "name")}] }` },
		);
}
