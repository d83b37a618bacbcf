import {
	type CatalogueEntry,
	createSessionFrom,
	type InferenceError,
	type ModelLoader,
	type SessionOptions,
	Tensor,
	toInferenceError,
} from "@polyinfer/core";
import type { BackendState, BackendWord } from "./backend-state.ts";
import { SMOKE_INPUT, smokeModel, wrongSmokeOutput } from "./smoke-model.ts";

/** What an engine in a process of its own fails with when it crashes. */
const CRASHED: readonly (string | undefined)[] = ["ENGINE", "DEVICE_LOST"];

/**
 * Opens the smoke model on one backend in this process, runs it and checks its numbers; where the backend can, in
 * `polyinfer-runner` first, so that what crashes is not loaded here. Never rejects.
 */
export async function probeBackend(entry: CatalogueEntry, loader: ModelLoader): Promise<BackendState> {
	const apart = (await canIsolate(entry)) ? await runSmokeModel(entry, loader, { isolate: "process" }) : undefined;
	if (apart && CRASHED.includes(apart.code)) return apart;
	const here = await runSmokeModel(entry, loader, {});
	if (apart === undefined || here.state !== "runs") return here;
	const text = apart.state === "runs" ? "in a process of its own, too" : `in no process of its own: ${apart.reason}`;
	return { ...here, notes: [...(here.notes ?? []), text] };
}

async function canIsolate({ load }: CatalogueEntry): Promise<boolean> {
	try {
		const found = await (await load()).availability();
		return found.status === "found" && found.isolates === true;
	} catch {
		return false;
	}
}

async function runSmokeModel(
	entry: CatalogueEntry,
	loader: ModelLoader,
	options: Pick<SessionOptions, "isolate">,
): Promise<BackendState> {
	const { id } = entry;
	const started = performance.now();
	const createSession = createSessionFrom({ backends: [entry], words: {}, defaultPrefer: [id] }, loader);
	try {
		// It is our own: formats that nobody scans are as safe as this program.
		const session = await createSession(smokeModel(), { ...options, trusted: true });
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
