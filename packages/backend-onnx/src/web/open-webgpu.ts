import {
	abortedError,
	type BackendContext,
	type BackendSession,
	InferenceError,
	type LoadedModel,
	type ModelFile,
} from "@polyinfer/core";
import { ID, javascriptError, unavailable } from "../errors.ts";
import { factsOf } from "../facts.ts";
import { JAVASCRIPT_DTYPES } from "../javascript/javascript-session.ts";
import { valueInfosOf } from "../javascript/value-infos.ts";
import { copyInTurns } from "./copy-in-turns.ts";
import { givenDevice, ownDevice, type SessionDevice } from "./gpu-device.ts";
import { GPU_DTYPES } from "./gpu-tensors.ts";
import { hasHalf } from "./has-half.ts";
import { importWebgpu } from "./import-webgpu.ts";
import { inTurn } from "./in-turn.ts";
import { logLevelOf } from "./log-level.ts";
import type { OnnxRuntimeWebgpu, WebgpuModel } from "./onnxruntime-webgpu.ts";
import type { WebRequest } from "./open-wasm.ts";
import { listen, withConsoleCaught } from "./ort-console.ts";
import { Placement } from "./placement.ts";
import type { WebHost } from "./web-host.ts";
import { webOptions } from "./web-options.ts";
import { WebgpuSession } from "./webgpu-session.ts";

/**
 * Opens a model in onnxruntime-web on WebGPU, on the calling thread. Rejects with UNAVAILABLE where there is no GPU or
 * onnxruntime-web does not load, UNSUPPORTED for what it refuses, OUT_OF_MEMORY, DEVICE_LOST, ABORTED.
 */
export async function openWebgpu(
	model: LoadedModel,
	request: WebRequest,
	context: BackendContext,
	host: WebHost,
): Promise<BackendSession> {
	const { options, signal } = request;
	const on = options.gpuDevice ? givenDevice(options.gpuDevice) : await ownDevice(options.allowSoftware === true);
	if (on.lost) throw on.lost;
	const hasShaderF16 = on.device.features.has("shader-f16");
	if (!hasShaderF16 && hasHalf(model))
		throw new InferenceError("UNSUPPORTED", `The model has float16, which this GPU does not compute in: ${on.name}.`, {
			backend: ID,
			stage: "find",
			advice: "Use the device `wasm`, or a model in float32.",
		});
	context.stage("load");
	const runtime = await importWebgpu(host).catch((error: unknown) => {
		throw notLoaded(error, host);
	});
	if (signal?.aborted) throw abortedError(signal);
	context.stage("compile");
	const placement = new Placement();
	const hear = (line: string): void => {
		placement.read(line);
		context.log(logLevelOf(line), ID, line);
	};
	const opened = await inTurn(() => listen(hear, () => compile(runtime, model, request, host, on)));
	try {
		if (signal?.aborted) throw abortedError(signal);
		if (request.strict && placement.isPartial)
			throw new InferenceError("UNSUPPORTED", "onnxruntime-web does not run all of the model on the GPU.", {
				backend: ID,
				stage: "compile",
				advice: 'Leave `strict` out; options: { logSeverity: "verbose" } tells which nodes run where.',
			});
		const facts = factsOf(model, options, {
			device: "webgpu",
			binding: "javascript",
			library: { path: host.path, version: runtime.env.versions.web ?? "" },
			threads: 1,
			notes: [`The GPU is ${on.name}.`, ...placement.notes],
		});
		return new WebgpuSession({
			runtime,
			model: opened,
			on,
			inputs: valueInfosOf(opened.inputMetadata, model.metadata?.inputs),
			outputs: valueInfosOf(opened.outputMetadata, model.metadata?.outputs),
			facts: { ...facts, ...(placement.counts === undefined ? {} : { placement: placement.counts }) },
			log: context.log,
			dtypes: JAVASCRIPT_DTYPES.filter((dtype) => hasShaderF16 || dtype !== "float16"),
		});
	} catch (error) {
		await inTurn(() => opened.release());
		throw error;
	}
}

async function compile(
	runtime: OnnxRuntimeWebgpu,
	model: LoadedModel,
	{ options, freeDimensions, signal }: WebRequest,
	host: WebHost,
	on: SessionDevice,
): Promise<WebgpuModel> {
	const copy = ({ bytes }: ModelFile) => copyInTurns(bytes, host.nextTurn, signal);
	const [main, ...others] = model.files as [ModelFile, ...ModelFile[]];
	const bytes = await copy(main);
	const externalData = [];
	for (const file of others) externalData.push({ path: file.name, data: await copy(file) });
	const session = {
		...webOptions(options, freeDimensions, model),
		executionProviders: [{ name: "webgpu", device: on.device }],
		preferredOutputLocation: outputLocations(model),
		...(externalData.length === 0 ? {} : { externalData }),
	};
	try {
		return await withConsoleCaught(() =>
			withFlags(runtime, host, () => runtime.InferenceSession.create(bytes, session)),
		);
	} catch (error) {
		if (on.lost) throw on.lost;
		throw /no available backend found/i.test(String(error)) ? notLoaded(error, host) : javascriptError(error, "open");
	}
}

/** Outputs stay on the GPU, and are read from there when they are wanted elsewhere. */
function outputLocations({ metadata }: LoadedModel): Readonly<Record<string, string>> {
	const onGpu = (metadata?.outputs ?? []).filter(({ dtype }) => GPU_DTYPES.includes(dtype));
	return Object.fromEntries(onGpu.map(({ name }) => [name, "gpu-buffer"]));
}

/** What onnxruntime-web is told for the whole thread, as it is while a model is opened and as it was afterwards. */
async function withFlags<T>({ env }: OnnxRuntimeWebgpu, { wasmPaths }: WebHost, work: () => Promise<T>): Promise<T> {
	const { wasm } = env;
	if (wasm === undefined) throw new Error("This is no onnxruntime-web: it has no `env.wasm`.");
	const before = { numThreads: wasm.numThreads, proxy: wasm.proxy, wasmPaths: wasm.wasmPaths };
	Object.assign(wasm, { numThreads: 1, proxy: false }, wasmPaths === undefined ? {} : { wasmPaths });
	try {
		return await work();
	} finally {
		Object.assign(wasm, before);
	}
}

function notLoaded(error: unknown, { advice }: WebHost): InferenceError {
	const why = error instanceof Error ? error.message : String(error);
	return unavailable(`onnxruntime-web does not load: ${why}`, advice, { stage: "load", cause: error });
}
