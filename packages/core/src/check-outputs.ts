import type { OutputRequest } from "./backend.ts";
import { checkTensor } from "./check-feeds.ts";
import { InferenceError } from "./errors.ts";
import { suggestion } from "./nearest.ts";
import { ownValue } from "./own-value.ts";
import type { RunOptions } from "./session.ts";
import type { Tensor, TensorLike } from "./tensor.ts";
import type { ValueInfo } from "./value-info.ts";

/** What is wanted of each output, in the order of `outputs`. Throws INVALID_ARGUMENT for unknown names and misfitting tensors. */
export function checkOutputs(wanted: RunOptions["outputs"], outputs: readonly ValueInfo[]): OutputRequest[] {
	if (wanted === undefined) return outputs.map(() => "new");
	const names = outputs.map((output) => output.name);
	const isList = Array.isArray(wanted);
	for (const name of isList ? (wanted as readonly string[]) : Object.keys(wanted))
		if (!names.includes(name))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`\`${name}\` is no output of the model.${suggestion(name, names)} Outputs: ${names.map((n) => `\`${n}\``).join(", ")}.`,
			);
	if (isList) return outputs.map(({ name }) => ((wanted as readonly string[]).includes(name) ? "new" : "skip"));
	const given = wanted as Readonly<Record<string, Tensor | TensorLike>>;
	return outputs.map((output) => {
		const tensor = ownValue(given, output.name);
		return tensor === undefined ? "new" : checkTensor(tensor, output, "output");
	});
}
