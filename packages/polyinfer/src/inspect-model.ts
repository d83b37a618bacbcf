import type { LoadedModel, ModelFileSource } from "@polyinfer/core";
import { loadModel } from "@polyinfer/model/node";

/**
 * What is in a model file, without running it: format, hash, metadata, and what the scan noticed. Takes what
 * `createSession` takes as one file. Rejects with INVALID_MODEL or INVALID_ARGUMENT.
 */
export async function inspectModel(model: ModelFileSource): Promise<LoadedModel> {
	const [loaded] = await loadModel(model, { trusted: true });
	return loaded as LoadedModel;
}
