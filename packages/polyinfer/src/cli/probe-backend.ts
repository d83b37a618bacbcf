import {
	type CatalogueEntry,
	createSessionFrom,
	type InferenceError,
	type ModelLoader,
	Tensor,
	toInferenceError,
} from "@polyinfer/core";
import type { BackendState, BackendWord } from "./backend-state.ts";
import { SMOKE_INPUT, smokeModel, wrongSmokeOutput } from "./smoke-model.ts";

/** Opens the smoke model on one backend in this process, runs it and checks its numbers. Never rejects. */
export async function probeBackend(entry: CatalogueEntry, loader: ModelLoader): Promise<BackendState> {
	const { id } = entry;
	const started = performance.now();
	const createSession = createSessionFrom({ backends: [entry], words: {}, defaultPrefer: [id] }, loader);
	try {
		const session = await createSession(smokeModel());
		const { library, device, binding, notes } = session.report;
		const facts = {
			id,
			device,
			binding,
			...(notes.length > 0 ? { notes } : {}),
			...(library === undefined ? {} : { version: library.version, library: library.path }),
		};
		try {
			const { y } = await session.run({ x: new Tensor("float32", Float32Array.from(SMOKE_INPUT), [1, 4]) });
			const wrong = wrongSmokeOutput(y);
			if (wrong !== undefined) return { ...facts, state: "loads", stage: "verify", reason: wrong };
		} catch (error) {
			return { ...facts, ...describe(toInferenceError(error)), state: "loads", stage: "run" };
		} finally {
			await session.dispose();
		}
		return { ...facts, state: "runs", ms: performance.now() - started };
	} catch (error) {
		const failure = toInferenceError(error);
		return { id, state: stateOf(failure), ...describe(failure) };
	}
}

/** The last stage that a failed attempt reached tells how far the backend got. */
function stateOf({ attempts, code }: InferenceError): BackendWord {
	const stage = attempts.at(-1)?.stage;
	if (stage === "find") return code === "UNAVAILABLE" ? "missing" : "found";
	return stage === undefined || stage === "load" || stage === "probe" ? "found" : "loads";
}

function describe(failure: InferenceError): Partial<BackendState> {
	const { stage, code, message, advice } = failure.attempts.at(-1) ?? failure;
	return {
		reason: message ?? failure.message,
		...(advice === undefined ? {} : { advice }),
		...(stage === undefined ? {} : { stage }),
		...(code === undefined ? {} : { code }),
	};
}
