import {
	type Availability,
	abortedError,
	type BackendContext,
	type BackendSession,
	type BackendSessionOptions,
	InferenceError,
	type LoadedModel,
	toInferenceError,
} from "@polyinfer/core";
import { defaultThreads, findRunner } from "@polyinfer/engine-host";
import { checkKnownErrors } from "./check-known-errors.ts";
import { findEngine, type OpenRequest, openOnAddon } from "./engines/onnxruntime/engine.ts";
import { openOnGpu } from "./engines/onnxruntime/gpu/open-gpu.ts";
import { LIBRARY_VARIABLE } from "./engines/onnxruntime/library.ts";
import { ID, unavailable } from "./errors.ts";
import { findJavascript, findWeb } from "./fallback/find-javascript.ts";
import { openFallback } from "./fallback/open-fallback.ts";
import { freeDimensionsOf } from "./free-dimensions.ts";
import { checkPlace, type OnnxRuntimeOptions, parseOptions } from "./options.ts";
import { nodeHost } from "./web/node-host.ts";
import { openWasm } from "./web/open-wasm.ts";

/** What of the backend is on this machine. Loads nothing, never rejects. */
export async function whatIsHere(): Promise<Availability> {
	try {
		const engine = await findEngine();
		const javascript = findJavascript();
		if (engine.status === "found") {
			const { library, version } = engine;
			const isolates = findRunner().status === "found";
			return { status: "found", library, isolates, ...(version === undefined ? {} : { version }) };
		}
		if (isLibraryNamed({})) return engine;
		if (!javascript) return findWeb() ? { status: "found", detail: `device \`wasm\` only: ${engine.reason}` } : engine;
		const detail = `onnxruntime-node in a worker, for the addon cannot be used: ${engine.reason}`;
		return { status: "found", library: javascript.folder, version: javascript.version, detail };
	} catch (error) {
		const { message } = toInferenceError(error);
		return { status: "missing", reason: message, advice: "npm install @polyinfer/backend-onnx" };
	}
}

/** Opens a model, on `cpu` on the addon; where that cannot load, and the caller did not insist on it, on onnxruntime-node in a worker. */
export async function openSession(
	model: LoadedModel,
	options: BackendSessionOptions,
	context: BackendContext,
): Promise<BackendSession> {
	const own = isolated(parseOptions(options.options, model.metadata), options.isolate);
	const { device = "cpu", signal } = options;
	checkDevice(device);
	checkPlace(options.options, device);
	if (signal?.aborted) throw abortedError(signal);
	checkKnownErrors(model);
	const freeDimensions = { ...freeDimensionsOf(options.inputs, model.metadata), ...own.freeDimensions };
	if (device === "wasm")
		return openWasm(model, { options: own, freeDimensions, threads: options.threads, signal }, context, nodeHost(own));
	const request: OpenRequest = {
		options: own,
		threads: options.threads || defaultThreads(),
		...(options.maxConcurrency === undefined ? {} : { maxConcurrency: options.maxConcurrency }),
		...(signal === undefined ? {} : { signal }),
	};
	if (isCuda(device)) {
		if (own.binding === "worker")
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected binding "addon" or "runner" for ${device} but received "worker".`,
			);
		const { inputs, strict } = options;
		return openOnGpu(model, { ...request, options: { ...own, freeDimensions }, device, inputs, strict }, context);
	}
	if (own.binding === "worker") return openFallback(model, { ...request, notes: [] }, context);
	try {
		return await openOnAddon(model, { ...request, options: { ...own, freeDimensions } }, context);
	} catch (error) {
		const failure = toInferenceError(error);
		if (!mayFallBack(failure, own)) throw failure;
		const notes = [`The addon was not used: ${failure.message}`];
		return await openFallback(model, { ...request, notes }, context).catch((second: unknown) => {
			throw explain(failure, toInferenceError(second));
		});
	}
}

function isCuda(device: string): boolean {
	return /^cuda:\d+$/.test(device);
}

function checkDevice(device: string): void {
	if (device === "cpu" || device === "wasm" || isCuda(device)) return;
	const advice =
		device === "webgpu"
			? 'Use the device "cpu" or "wasm": onnxruntime-web has WebGPU in browsers.'
			: 'Use the device "cpu", "cuda:0" or "wasm".';
	throw unavailable(`Expected device \`cpu\`, \`cuda:0\` or \`wasm\` but received \`${device}\`.`, advice, {
		stage: "find",
	});
}

/** A process of its own is asked for by core's option, too. */
function isolated(own: OnnxRuntimeOptions, isolate: "process" | undefined): OnnxRuntimeOptions {
	if (isolate === undefined || own.binding === "runner") return own;
	if (own.binding === undefined) return { ...own, binding: "runner" };
	throw new InferenceError(
		"INVALID_ARGUMENT",
		`Expected option \`binding\` "runner" or none beside \`isolate\` but received "${own.binding}".`,
	);
}

/** Only a part that is missing or does not load is replaced, and never a library that somebody named. */
function mayFallBack(failure: InferenceError, options: OnnxRuntimeOptions): boolean {
	return failure.code === "UNAVAILABLE" && options.binding === undefined && !isLibraryNamed(options);
}

function isLibraryNamed(options: OnnxRuntimeOptions): boolean {
	return options.library !== undefined || Boolean(process.env[LIBRARY_VARIABLE]);
}

/** Where neither binding is there, both reasons; the advice is the addon's. */
function explain(addon: InferenceError, fallback: InferenceError): InferenceError {
	if (fallback.code !== "UNAVAILABLE") return fallback;
	return new InferenceError("UNAVAILABLE", `${addon.message} Nor can a worker be used: ${fallback.message}`, {
		backend: ID,
		cause: addon,
		...(addon.stage === undefined ? {} : { stage: addon.stage }),
		...(addon.advice === undefined ? {} : { advice: addon.advice }),
	});
}
