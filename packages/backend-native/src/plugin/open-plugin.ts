import {
	abortedError,
	type BackendContext,
	type BackendSession,
	type BackendSessionOptions,
	type InferenceError,
	type LoadedModel,
	toInferenceError,
} from "@polyinfer/core";
import { checkLibrary, defaultThreads, findRunner, loadEngine, proveLibrary, proveModel } from "@polyinfer/engine-host";
import { adaptSession } from "../adapt-session.ts";
import { engineError, unavailable } from "../errors.ts";
import { checkOperators, type PluginProbe } from "./check-operators.ts";
import { PLUGIN } from "./plugin-id.ts";
import { type PluginOptions, parsePluginOptions } from "./plugin-options.ts";

const RUN_TIMEOUT_MS = 60_000;

/**
 * Opens a model on a plug-in. It is loaded in a process of its own first, with a time limit, and stays in one unless
 * `inProcess` is set; then the model is proved in one as well. Rejects with UNAVAILABLE where the plug-in does not load,
 * UNSUPPORTED for formats and operators that it does not take, and with what it rejects with itself.
 */
export async function openPlugin(
	model: LoadedModel,
	request: BackendSessionOptions,
	context: BackendContext,
): Promise<BackendSession> {
	const { signal, maxConcurrency } = request;
	const own = parsePluginOptions(request.options);
	const { vendorLibrary, properties = {}, loadProperties = {}, runTimeoutMs = RUN_TIMEOUT_MS } = own;
	const isolate = own.inProcess && request.isolate === undefined ? undefined : "process";
	if (signal?.aborted) throw abortedError(signal);
	context.stage("find");
	const engine = await libraryAt(own.library, "library");
	const library = vendorLibrary === undefined ? undefined : await libraryAt(vendorLibrary, "vendorLibrary");
	const runner = findRunner();
	if (isolate && runner.status === "missing")
		throw unavailable(PLUGIN, runner.reason, `${runner.advice}; or set \`inProcess: true\` if you trust the plug-in`);
	context.stage("load");
	const proof = { engine, library, loadOptions: loadProperties, signal, cache: context.cache };
	const loaded = await proveLibrary(proof)
		.then(() => loadEngine({ engine, library, options: loadProperties, isolate, ...(isolate && { runTimeoutMs }) }))
		.catch((error: unknown) => {
			throw loadFailure(toInferenceError(error, "UNAVAILABLE"), own);
		});
	context.stage("probe");
	const probe = (await loaded.probe()) as PluginProbe;
	checkOperators(model, probe);
	const device = request.device ?? probe.devices?.[0]?.id ?? "";
	const { format, files } = model;
	const threads = request.threads || defaultThreads();
	const opening = { format, device, files, options: properties, signal };
	context.stage("compile");
	try {
		if (isolate === undefined) await proveModel({ ...proof, ...opening, run: true });
		const facts = {
			device,
			precision: "float32",
			library: { path: library ?? engine, version: probe.version ?? loaded.version },
			binding: isolate ? "runner" : "addon",
			format,
			conversions: [],
			casts: [],
			checks: [],
			options: { threads, ...properties },
			notes: [`plug-in ${loaded.id} ${loaded.version}`],
		};
		const session = await loaded.open({
			...opening,
			threads,
			maxRuns: maxConcurrency,
			onLog: (level, text) => context.log(level, loaded.id, text),
			onProgress: (fraction, text) => context.progress(fraction, text),
			facts,
		});
		try {
			const { inputs, outputs } = model.metadata ?? {};
			return adaptSession(session, { backend: PLUGIN, inputs, outputs, facts });
		} catch (error) {
			await session.dispose();
			throw error;
		}
	} catch (error) {
		throw engineError(PLUGIN, toInferenceError(error), "compile");
	}
}

async function libraryAt(path: string, option: keyof PluginOptions): Promise<string> {
	const checked = await checkLibrary(path);
	if (checked.ok) return checked.path;
	throw unavailable(
		PLUGIN,
		`The library named by option \`${option}\` cannot be used: ${checked.reason}`,
		"Give the absolute path of a shared library that only you can write.",
		{ stage: "find" },
	);
}

function loadFailure(error: InferenceError, { library }: PluginOptions): InferenceError {
	if (error.code !== "UNAVAILABLE") return engineError(PLUGIN, error, "load");
	const advice =
		error.advice ?? `Check ${library} against docs/plugin.md: \`polyinfer_engine_get\` and the table that it gives.`;
	return unavailable(PLUGIN, error.message, advice, { stage: error.stage ?? "load", cause: error });
}
