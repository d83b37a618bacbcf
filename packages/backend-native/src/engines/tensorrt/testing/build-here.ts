import type { LoadedModel, SessionFacts } from "@polyinfer/core";
import { type Engine, type HostSession, loadEngine, type OpenOptions } from "@polyinfer/engine-host";
import { enginePath, rtx } from "./real-libraries.ts";

/** TensorRT-RTX, in this process. */
export function loadRtx(options: Readonly<Record<string, string>> = {}): Promise<Engine> {
	return loadEngine({ engine: enginePath, library: rtx.path, options });
}

/** Builds a plan without a GPU; the session holds it. */
export async function buildHere(
	model: Pick<LoadedModel, "files">,
	options: Readonly<Record<string, string>> = {},
	more: Partial<OpenOptions> = {},
): Promise<HostSession> {
	const engine = await loadRtx();
	return engine.open({
		format: "onnx",
		device: "none",
		files: model.files,
		options,
		facts: {} as SessionFacts,
		...more,
	});
}
