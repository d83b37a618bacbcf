import {
	type BackendContext,
	type BackendSession,
	type Capabilities,
	InferenceError,
	type OutputRequest,
	type SessionFacts,
	type Tensor,
} from "@polyinfer/core";
import { WEB_DTYPES } from "./element-types.ts";
import { readResult, writeFeed } from "./heap-tensors.ts";
import type { OpenedModel } from "./opened-model.ts";
import type { Runtime } from "./runtime.ts";

type Feeds = Parameters<BackendSession["run"]>[0];

/** A run keeps the thread that it is called on: pages that must stay smooth open their sessions in a worker. */
const CAPABILITIES: Capabilities = {
	dtypes: WEB_DTYPES,
	dynamicShapes: false,
	maxConcurrency: 1,
	outputsInPlace: false,
	cancel: "queue",
	eventLoopFree: false,
	syncRuns: true,
};

/** The session of an open model. */
export function webSession(
	runtime: Runtime,
	model: OpenedModel,
	facts: SessionFacts,
	log: BackendContext["log"],
): BackendSession {
	let engineRuns = 0;
	const tell = (level: Parameters<typeof log>[0], text: string): void => log(level, "litert", text);
	const runSync = (feeds: Feeds, outputs: readonly OutputRequest[]): (Tensor | undefined)[] =>
		runtime.call(tell, "ENGINE", () => {
			const { wasm } = runtime;
			for (const [i, buffer] of model.feeds.entries()) writeFeed(wasm, buffer, feeds[i] as Tensor);
			const results = model.compiled.run(model.signature, model.feeds);
			engineRuns++;
			try {
				return model.outputs.map((info, i) => {
					const result = results[i];
					if (result) return readResult(wasm, result, info, outputs[i] ?? "new");
					throw new InferenceError("ENGINE", `LiteRT gave no \`${info.name}\`.`, { backend: "litert", stage: "run" });
				});
			} finally {
				for (const result of results) result.delete();
			}
		});
	return {
		inputs: model.inputs,
		outputs: model.outputs,
		capabilities: CAPABILITIES,
		facts,
		queues: false,
		engineRuns: () => engineRuns,
		runSync,
		run: async (feeds, outputs) => runSync(feeds, outputs),
		dispose: async () => runtime.release(() => model.dispose()),
	};
}
