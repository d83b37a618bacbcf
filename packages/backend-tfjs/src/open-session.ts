import {
	abortedError,
	type BackendContext,
	type BackendSessionOptions,
	type LoadedModel,
	type ModelFile,
	toInferenceError,
} from "@polyinfer/core";
import { modelOf, readOnnxAsync, readTfjs, tfjsModelOf } from "@polyinfer/model";
import { ID, unavailable } from "./errors.ts";
import type { Lane } from "./lane/lane.ts";
import { LocalLane } from "./lane/local-lane.ts";
import { parseOptions, type TfjsOptions } from "./options.ts";
import type { Platform } from "./platform.ts";
import { TfjsSession } from "./session.ts";
import { DEVICES, type DeviceName, type LoadTensorFlow } from "./tensorflow/loaded-tensorflow.ts";
import { packageOf } from "./tensorflow/parts.ts";

/** Opens a model in TensorFlow.js on the device asked for. Rejects as `Backend.createSession` does; nothing is left behind then. */
export async function openSession(
	platform: Platform,
	model: LoadedModel,
	options: BackendSessionOptions,
	context: BackendContext,
): Promise<TfjsSession> {
	const { device = "cpu", signal } = options;
	const own = parseOptions(options.options, device);
	if (signal?.aborted) throw abortedError(signal);
	// Refused here, before a thread is started for it.
	const bytes = model.files[0]?.bytes ?? new Uint8Array();
	if (model.format === "tfjs" && tfjsModelOf(model) === undefined) readTfjs(bytes);
	if (model.format === "onnx" && modelOf(model) === undefined) await readOnnxAsync(bytes, signal ? { signal } : {});
	const notes: string[] = [];
	const lane = await startLane(platform, devicesFor(device, platform), own, options.threads, context, notes);
	try {
		if (signal?.aborted) throw abortedError(signal);
		context.stage("compile");
		const files = await copyFiles(model.files, signal);
		const opened = await lane.open({ format: model.format, files });
		if (signal?.aborted) throw abortedError(signal);
		const { facts } = lane;
		if (device === "cpu") notes.unshift(`Device cpu: ${facts.device} is the best of TensorFlow.js that is installed.`);
		return new TfjsSession(lane, opened, {
			device: facts.device,
			precision: facts.precision,
			...libraryOf(platform, facts.device, facts.version),
			binding: lane.binding,
			format: model.format,
			conversions: [],
			casts: opened.casts,
			checks: [],
			options: facts.options,
			notes: [...notes, ...facts.notes, ...opened.notes],
		});
	} catch (error) {
		await lane.close();
		throw error;
	}
}

/** The devices that a name stands for, the best first: `cpu` is whatever is the quickest of what is installed. */
function devicesFor(device: string, { find }: Platform): readonly DeviceName[] {
	if (device === "cpu") {
		if (find === undefined) return ["wasm", "javascript"];
		const isHere = (name: string): boolean => find(name) !== undefined;
		return [
			...(isHere("@tensorflow/tfjs-node") ? (["node"] as const) : []),
			...(isHere(packageOf("wasm")) ? (["wasm"] as const) : []),
			"javascript",
		];
	}
	if ((DEVICES as readonly string[]).includes(device)) return [device as DeviceName];
	throw unavailable(
		`Expected a device of cpu, ${DEVICES.join(", ")} but received \`${device}\`.`,
		'Use device "cpu".',
		{ stage: "find" },
	);
}

async function startLane(
	platform: Platform,
	devices: readonly DeviceName[],
	options: TfjsOptions,
	threads: number | undefined,
	context: BackendContext,
	notes: string[],
): Promise<Lane> {
	const { startWorker } = platform;
	const { thread = startWorker && options.gpuDevice === undefined ? "worker" : "caller", ...rest } = options;
	if (thread === "worker" && startWorker === undefined)
		throw unavailable("tfjs has no worker thread here.", 'Use `thread: "caller"`.', { stage: "find" });
	const print = (level: "debug" | "info" | "warning" | "error", text: string): void => context.log(level, ID, text);
	for (const [i, device] of devices.entries()) {
		const wasmFolder = platform.wasmFolder?.();
		const request: LoadTensorFlow = {
			device,
			options: rest,
			...(threads === undefined ? {} : { threads }),
			...(wasmFolder === undefined ? {} : { wasmFolder }),
			...(platform.importNode ? { importNode: platform.importNode } : {}),
		};
		try {
			context.stage("load");
			if (thread === "worker" && startWorker) return await startWorker(request, print);
			return await LocalLane.load({ ...request, print });
		} catch (error) {
			const failure = toInferenceError(error);
			if (i === devices.length - 1) throw failure;
			notes.push(`${device} was not used: ${failure.message}`);
		}
	}
	throw unavailable("TensorFlow.js has no device here.", "npm install @tensorflow/tfjs-backend-wasm");
}

/** Bytes copied in one turn of the event loop. */
const SLICE_BYTES = 2 << 20;

/** Copies that the lane may keep or hand over, made without holding up the event loop. Rejects with ABORTED. */
async function copyFiles(files: readonly ModelFile[], signal: AbortSignal | undefined): Promise<ModelFile[]> {
	const copies: ModelFile[] = [];
	for (const file of files) {
		const bytes = new Uint8Array(file.bytes.length);
		for (let at = 0; at < bytes.length; at += SLICE_BYTES) {
			bytes.set(file.bytes.subarray(at, at + SLICE_BYTES), at);
			if (at > 0) await new Promise((resolve) => setTimeout(resolve, 0));
			if (signal?.aborted) throw abortedError(signal);
		}
		copies.push({ ...file, bytes });
	}
	return copies;
}

function libraryOf(
	{ find }: Platform,
	device: DeviceName,
	version: string,
): { library?: { path: string; version: string } } {
	const name = device === "node" ? "@tensorflow/tfjs-node" : packageOf(device === "javascript" ? "cpu" : device);
	const found = find?.(name);
	return { library: { path: found?.folder ?? name, version } };
}
