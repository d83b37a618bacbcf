import { InferenceError } from "@polyinfer/core";
import type { FakeOptions } from "./fake-options.ts";

/** The error that `options.fail` asks for. */
export function failureOf({ fail, id = "fake" }: FakeOptions): unknown {
	if (!fail) return undefined;
	if ("raw" in fail) return fail.raw;
	const { stage, code, message = `${id} was told to fail at ${stage}.`, advice, engineCode } = fail;
	return new InferenceError(code, message, {
		stage,
		backend: id,
		...(advice === undefined ? {} : { advice }),
		...(engineCode === undefined ? {} : { engineCode }),
	});
}
