import {
	type Availability,
	abortedError,
	type Backend,
	type BackendContext,
	type BackendSession,
	type BackendSessionOptions,
	type LoadedModel,
} from "@polyinfer/core";
import { checkKnownErrors } from "../check-known-errors.ts";
import { ID, unavailable } from "../errors.ts";
import { freeDimensionsOf } from "../free-dimensions.ts";
import { checkPlace, parseOptions } from "../options.ts";
import { openWasm, type WebRequest } from "./open-wasm.ts";
import { pageHost } from "./page-host.ts";

async function whatIsHere(): Promise<Availability> {
	if (typeof WebAssembly === "object") return { status: "found", detail: "onnxruntime-web" };
	return { status: "missing", reason: "There is no WebAssembly here.", advice: "Use a browser with WebAssembly." };
}

async function openSession(
	model: LoadedModel,
	options: BackendSessionOptions,
	context: BackendContext,
): Promise<BackendSession> {
	const own = parseOptions(options.options, model.metadata);
	const { device = "wasm", signal, threads, inputs } = options;
	checkPlace(options.options, device);
	if (signal?.aborted) throw abortedError(signal);
	checkKnownErrors(model);
	const request: WebRequest = {
		options: own,
		freeDimensions: { ...freeDimensionsOf(inputs, model.metadata), ...own.freeDimensions },
		threads,
		signal,
	};
	if (device === "wasm") return openWasm(model, request, context, pageHost(own));
	throw unavailable(`Expected device \`wasm\` but received \`${device}\`.`, 'Use device "wasm".', { stage: "find" });
}

/** ONNX Runtime for browsers: `.onnx` and `.ort` models in onnxruntime-web, on WebAssembly. Its options are `OnnxRuntimeOptions`. */
export const onnxruntime: Backend = {
	id: ID,
	formats: ["onnx", "ort"],
	availability: whatIsHere,
	createSession: openSession,
};
