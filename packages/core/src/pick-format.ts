import type { Backend } from "./backend.ts";
import { InferenceError } from "./errors.ts";
import type { LoadedModel } from "./model.ts";

/**
 * The model to open: the first of the backend's formats that is given; where `isNamed`, else of those it converts.
 * Throws UNSUPPORTED where none fits.
 */
export function pickFormat(
	{ id, formats, conversions = [] }: Backend,
	models: readonly LoadedModel[],
	isNamed: boolean,
): LoadedModel {
	for (const format of isNamed ? [...formats, ...conversions] : formats) {
		const model = models.find((candidate) => candidate.format === format);
		if (model) return model;
	}
	const given = models.map((model) => model.format);
	const message = `${id} takes ${formats.join(", ")} but received ${given.join(", ")}.`;
	const other = `Give the model as ${formats.join(" or ")}, or name an entry of \`prefer\` that takes ${given.join(" or ")}.`;
	if (!conversions.some((format) => given.includes(format)))
		throw new InferenceError("UNSUPPORTED", message, { advice: other });
	const advice = `Name "${id}" itself in \`prefer\`: it converts the model then.`;
	throw new InferenceError("UNSUPPORTED", message, { advice });
}
