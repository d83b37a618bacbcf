import type { LoadedModel } from "../model.ts";
import type { ValueInfo } from "../value-info.ts";

/** The inputs of a session, with ranks and names of axes where only the model's file tells. */
export function toldInputs(inputs: readonly ValueInfo[], models: readonly LoadedModel[]): readonly ValueInfo[] {
	const told = models.flatMap((model) => model.metadata?.inputs ?? []);
	return inputs.map((input) => {
		const { shape, dimNames } = told.find((value) => value.name === input.name) ?? {};
		return {
			...input,
			shape: input.shape ?? shape ?? null,
			...(dimNames && !input.dimNames ? { dimNames } : {}),
		};
	});
}
