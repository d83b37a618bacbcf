import {
	type BackendContext,
	type BackendSession,
	type InferenceError,
	type InputBounds,
	type LoadedModel,
	type SessionFacts,
	toInferenceError,
} from "@polyinfer/core";
import { type Engine, type HostSession, loadEngine, type WorkFolder, workFolder } from "@polyinfer/engine-host";
import { engineError, ID, unavailable } from "../../../errors.ts";
import { factsOf } from "../../../facts.ts";
import type { OnnxRuntimeOptions } from "../../../options.ts";
import { declareOutputs } from "../declare-outputs.ts";
import { findEngine, type OpenRequest } from "../engine.ts";
import { engineOptions } from "../engine-options.ts";
import { adviceForMissing, findProviders } from "./find-providers.ts";
import { type Placement, placementFacts } from "./placement.ts";
import { providerOptions } from "./provider-options.ts";

/** What a model is opened on a GPU with. */
export interface GpuRequest extends OpenRequest {
	/** `cuda:0` or one like it. */
	readonly device: string;
	readonly inputs: InputBounds;
	readonly strict: boolean;
}

/** What the engine tells of a GPU. */
interface ProbedDevice {
	readonly id: string;
	readonly name: string;
	readonly computeCapability: readonly [number, number];
}

const STRICTLY = { "config.session.disable_cpu_ep_fallback": "1" } as const;

/**
 * Opens a model on a GPU. Rejects with UNAVAILABLE (stage find or load) where a library, the driver or the device is
 * missing; never goes on without the GPU. Otherwise as `openOnAddon`; nodes that stay on the processor are in the report,
 * and UNSUPPORTED with `strict`.
 */
export async function openOnGpu(
	model: LoadedModel,
	request: GpuRequest,
	context: BackendContext,
): Promise<BackendSession> {
	const { options, device, signal, strict, threads } = request;
	const { provider = "cuda" } = options;
	const isolate = options.binding === "runner" ? "process" : undefined;
	context.stage("find");
	const files = await findEngine(options.library);
	if (files.status === "missing") throw unavailable(files.reason, files.advice, { stage: "find" });
	const { library, preload } = await findProviders(files.library, options);
	context.stage("load");
	const order = preload.map(({ path, isOptional }, i) => [`preload.${10 + i}${isOptional ? "?" : ""}`, path]);
	const load = { provider, ...(Object.fromEntries(order) as Record<string, string>) };
	const loaded = await loadEngine({ engine: files.engine, library, options: load, isolate }).catch((error: unknown) => {
		throw loadFailure(toInferenceError(error, "UNAVAILABLE"));
	});
	const { version, gpu } = await probe(loaded, device);
	const cache = provider === "tensorrt" ? await cacheFor(model, version, gpu, options) : {};
	try {
		context.stage("compile");
		const session = await loaded
			.open({
				format: model.format,
				device,
				threads,
				files: model.files,
				options: {
					...engineOptions(options),
					...providerOptions(options, {
						inputs: request.inputs,
						metadata: model.metadata,
						cache: cache.folder?.path,
					}),
					...(strict ? STRICTLY : {}),
				},
				signal,
				onLog: (level, text) => context.log(level, ID, text),
				onProgress: (fraction, text) => context.progress(fraction, text),
				facts: {
					...factsOf(model, options, {
						device,
						binding: isolate ? "runner" : "addon",
						library: { path: library, version },
						threads,
						notes: [...describeGpu(gpu, provider), ...(cache.note === undefined ? [] : [cache.note])],
					}),
					precision: precisionOf(options),
				},
			})
			.catch((error: unknown) => {
				const failure = toInferenceError(error);
				throw failure.code === "UNAVAILABLE" ? loadFailure(failure) : engineError(failure, "compile");
			});
		return declareOutputs(session, model.metadata?.outputs, await placed(session, device), cache.folder?.release);
	} catch (error) {
		await cache.folder?.release();
		throw error;
	}
}

async function probe(loaded: Engine, device: string): Promise<{ version: string; gpu: ProbedDevice }> {
	const { version, devices } = (await loaded.probe()) as { version: string; devices: readonly ProbedDevice[] };
	const gpu = devices.find(({ id }) => id === device);
	if (gpu !== undefined) return { version, gpu };
	const known = devices.map(({ id }) => id).filter((id) => id !== "cpu");
	throw unavailable(
		`There is no device ${device}: the driver has ${known.length > 0 ? known.join(", ") : "none"}.`,
		known[0] === undefined ? "nvidia-smi lists the devices of the driver." : `Name a device that is there: ${known[0]}`,
		{ stage: "load" },
	);
}

/** Where TensorRT keeps what it made of this model with these options on such a device. */
async function cacheFor(
	model: LoadedModel,
	version: string,
	{ name, computeCapability }: ProbedDevice,
	options: OnnxRuntimeOptions,
): Promise<{ readonly folder?: WorkFolder; readonly note?: string }> {
	const {
		engineCache = true,
		timingCache = true,
		fp16,
		bf16,
		int8,
		builderOptimizationLevel,
		workspaceBytes,
	} = options;
	if (!engineCache && !timingCache) return {};
	const wanted = JSON.stringify({
		fp16,
		bf16,
		int8,
		builderOptimizationLevel,
		workspaceBytes,
		...options.providerProperties,
	});
	const key = { model: model.sha256, version, name, computeCapability: computeCapability.join("."), wanted };
	try {
		return { folder: await workFolder("onnxruntime-tensorrt", key) };
	} catch (error) {
		return { note: `What TensorRT compiles is not kept: ${toInferenceError(error).message}` };
	}
}

function loadFailure(error: InferenceError): InferenceError {
	if (error.code !== "UNAVAILABLE") return engineError(error, "load");
	const advice = adviceForMissing(error.message) ?? error.advice ?? "polyinfer doctor tells what is missing.";
	return unavailable(error.message, advice, {
		stage: "load",
		cause: error,
		...(error.engineCode === undefined ? {} : { engineCode: error.engineCode }),
	});
}

function describeGpu({ name, computeCapability }: ProbedDevice, provider: string): string[] {
	const by = provider === "tensorrt" ? "TensorRT's provider" : "the CUDA provider";
	return [`The GPU is ${name}, compute capability ${computeCapability.join(".")}, used by ${by} of ONNX Runtime.`];
}

function precisionOf({ provider, fp16, bf16, int8, tf32 }: OnnxRuntimeOptions): string {
	const narrower = [fp16 && "float16", bf16 && "bfloat16", int8 && "int8"].filter(Boolean);
	if (provider === "tensorrt")
		return narrower.length > 0
			? `${narrower.join(" and ")} where TensorRT chooses`
			: "as in the model, tf32 where TensorRT chooses";
	return tf32 ? "tf32" : "as in the model";
}

/** What the engine tells of its nodes; nothing where it is in a process of its own, which passes no questions on. */
async function placed(session: HostSession, device: string): Promise<Partial<SessionFacts>> {
	try {
		return placementFacts(session.describe("report") as unknown as Placement, device, session.facts.notes);
	} catch (error) {
		if (toInferenceError(error).code === "UNSUPPORTED")
			return { notes: [...session.facts.notes, "Which nodes stay on the processor is not told here."] };
		await session.dispose();
		throw error;
	}
}
