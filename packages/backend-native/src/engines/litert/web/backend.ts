import {
	type Availability,
	abortedError,
	type Backend,
	type BackendContext,
	type BackendSession,
	type BackendSessionOptions,
	InferenceError,
	type LoadedModel,
	type LogLevel,
} from "@polyinfer/core";
import { openModel } from "./opened-model.ts";
import { parseWebOptions } from "./options.ts";
import { ADVICE, loadRuntime } from "./runtime.ts";
import { webSession } from "./web-session.ts";

const ID = "litert";
const DEVICE = "wasm";

/** LiteRT in pages and workers: `.tflite` models on the processor, by WebAssembly. Its options are `LitertWebOptions`. */
export const litert: Backend = {
	id: ID,
	formats: ["tflite"],
	availability: async (): Promise<Availability> =>
		typeof WebAssembly === "object"
			? { status: "found", proves: ["tflite"] }
			: { status: "missing", reason: "There is no WebAssembly here.", advice: "Use a browser of this decade." },
	createSession,
};

async function createSession(
	model: LoadedModel,
	{ device = DEVICE, options: given, signal, threads = 1 }: BackendSessionOptions,
	context: BackendContext,
): Promise<BackendSession> {
	const options = parseWebOptions(given);
	if (signal?.aborted) throw abortedError(signal);
	context.stage("find");
	if (device !== DEVICE)
		throw unavailable(`LiteRT in a browser runs on ${DEVICE}, not on ${device}.`, `Name ${DEVICE} as the device.`);
	const folder = folderOf(options.wasmPaths);
	context.stage("load");
	const log = (level: LogLevel, text: string): void => context.log(level, ID, text);
	const runtime = await loadRuntime(folder, log);
	if (signal?.aborted) throw abortedError(signal);
	context.stage("compile");
	const bytes = model.files[0]?.bytes ?? new Uint8Array();
	const opened = runtime.call(
		log,
		"UNSUPPORTED",
		() => openModel(runtime, bytes, options.signature),
		(model) => model.dispose(),
	);
	const facts = {
		device: DEVICE,
		precision: "as in the model",
		library: { path: runtime.url, version: "as served" },
		binding: "javascript",
		format: "tflite",
		conversions: [],
		casts: [],
		checks: [],
		options: { threads: 1 },
		notes: threads > 1 ? ["LiteRT in a browser runs on one thread."] : [],
	} as const;
	return webSession(runtime, opened, facts, context.log.bind(context));
}

/** An absolute URL with a slash at its end. */
function folderOf(wasmPaths: string | undefined): string {
	if (wasmPaths === undefined) throw unavailable("Nobody said where the files of @litertjs/core are served.", ADVICE);
	try {
		return new URL(wasmPaths.endsWith("/") ? wasmPaths : `${wasmPaths}/`, globalThis.location?.href).href;
	} catch (cause) {
		const message = `Expected a URL for option \`wasmPaths\` of litert but received ${JSON.stringify(wasmPaths)}.`;
		throw new InferenceError("INVALID_ARGUMENT", message, { backend: ID, cause });
	}
}

function unavailable(message: string, advice: string): InferenceError {
	return new InferenceError("UNAVAILABLE", message, { backend: ID, stage: "find", advice });
}
