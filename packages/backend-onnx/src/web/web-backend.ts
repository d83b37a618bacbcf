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
import { openWebgpu } from "./open-webgpu.ts";
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
		strict: options.strict,
	};
	if (device === "wasm") return openWasm(model, request, context, pageHost(own));
	if (device === "webgpu") return openWebgpu(model, request, context, pageHost(own));
	const advice = 'Use the device "webgpu" or "wasm".';
	throw unavailable(`Expected device \`webgpu\` or \`wasm\` but received \`${device}\`.`, advice, { stage: "find" });
}

/** ONNX Runtime for browsers: `.onnx` and `.ort` models in onnxruntime-web, on WebAssembly and WebGPU. Its options are `OnnxRuntimeOptions`. */
export const onnxruntime: Backend = {
	id: ID,
	formats: ["onnx", "ort"],
	availability: whatIsHere,
	createSession: openSession,
};
