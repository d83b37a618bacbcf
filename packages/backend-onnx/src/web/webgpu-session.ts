import {
	type BackendContext,
	type BackendSession,
	type Capabilities,
	type DeviceOutputRequest,
	DeviceTensor,
	type DType,
	InferenceError,
	type OutputRequest,
	type SessionFacts,
	Tensor,
	type TensorData,
	type ValueInfo,
} from "@polyinfer/core";
import { ID, javascriptError } from "../errors.ts";
import { checkStrings } from "../javascript/check-strings.ts";
import { copyInto } from "../javascript/copy-into.ts";
import type { SessionDevice } from "./gpu-device.ts";
import {
	type FeedBuffer,
	feedBuffer,
	GPU_DTYPES,
	lossOr,
	readTensor,
	toDeviceTensor,
	uploadTensor,
} from "./gpu-tensors.ts";
import { inTurn } from "./in-turn.ts";
import { logLevelOf } from "./log-level.ts";
import type { OnnxRuntimeWebgpu, WebgpuModel, WebgpuTensor } from "./onnxruntime-webgpu.ts";
import { listen } from "./ort-console.ts";

/** What a session on WebGPU can do: it runs on the page's own thread, which waits for the GPU without standing still. */
const CAPABILITIES: Omit<Capabilities, "dtypes"> = {
	dynamicShapes: true,
	maxConcurrency: 1,
	outputsInPlace: false,
	cancel: "queue",
	eventLoopFree: false,
	syncRuns: false,
	deviceTensors: "webgpu",
};

/** What a {@link WebgpuSession} is made of. */
export interface WebgpuParts {
	readonly runtime: OnnxRuntimeWebgpu;
	readonly model: WebgpuModel;
	readonly on: SessionDevice;
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly facts: SessionFacts;
	readonly log: BackendContext["log"];
	/** What the GPU has, and what runs on wasm beside it. */
	readonly dtypes: readonly DType[];
}

type HalfArray = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => ArrayBufferView;

/** Where the language has float16 arrays, onnxruntime-web wants them; tensors here hold the raw bits. */
const Half = (globalThis as { Float16Array?: HalfArray }).Float16Array;

/** A model in onnxruntime-web on WebGPU. Core keeps the queue: at most one run is here at a time. */
export class WebgpuSession implements BackendSession {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly capabilities: Capabilities;
	readonly facts: SessionFacts;
	readonly queues = false;
	readonly #parts: WebgpuParts;
	#runs = 0;

	constructor(parts: WebgpuParts) {
		this.#parts = parts;
		this.capabilities = { ...CAPABILITIES, dtypes: parts.dtypes };
		this.inputs = parts.inputs;
		this.outputs = parts.outputs;
		this.facts = parts.facts;
	}

	run(feeds: readonly (Tensor | undefined)[], outputs: readonly OutputRequest[]): Promise<(Tensor | undefined)[]> {
		return this.runOnDevice(feeds, outputs) as Promise<(Tensor | undefined)[]>;
	}

	async runOnDevice(
		feeds: readonly (Tensor | DeviceTensor | undefined)[],
		requests: readonly DeviceOutputRequest[],
	): Promise<(Tensor | DeviceTensor | undefined)[]> {
		const { on } = this.#parts;
		if (on.lost) throw on.lost;
		const buffers: FeedBuffer[] = [];
		const given: Record<string, WebgpuTensor> = {};
		feeds.forEach((feed, i) => {
			const { name } = this.inputs[i] as ValueInfo;
			if (feed !== undefined) given[name] = this.#toOrt(name, feed, buffers);
		});
		const names = this.outputs.filter((_, i) => requests[i] !== "skip").map(({ name }) => name);
		if (names.length === 0) return requests.map(() => undefined);
		try {
			return await this.#alive(() => this.#run(given, names, requests));
		} finally {
			for (const { release } of buffers) release();
		}
	}

	/** Runs that onnxruntime-web has carried out. */
	engineRuns(): number {
		return this.#runs;
	}

	async dispose(): Promise<void> {
		// A lost device's model stays where it is: onnxruntime-web would wait for the GPU without end.
		if (this.#parts.on.lost === undefined) await inTurn(() => this.#parts.model.release());
	}

	async #run(
		given: Record<string, WebgpuTensor>,
		names: readonly string[],
		requests: readonly DeviceOutputRequest[],
	): Promise<(Tensor | DeviceTensor | undefined)[]> {
		const { model, log } = this.#parts;
		const results = await listen(
			(line) => log(logLevelOf(line), ID, line),
			() => model.run(given, names),
		);
		this.#runs++;
		try {
			return await Promise.all(
				requests.map((request, i) => {
					const { name } = this.outputs[i] as ValueInfo;
					return request === "skip" ? undefined : this.#fromOrt(name, results[name] as WebgpuTensor, request);
				}),
			);
		} finally {
			for (const tensor of Object.values(results)) tensor.dispose();
		}
	}

	async #fromOrt(
		name: string,
		result: WebgpuTensor,
		request: Exclude<DeviceOutputRequest, "skip">,
	): Promise<Tensor | DeviceTensor> {
		const { on } = this.#parts;
		const dtype = result.type as DType;
		const shape = [...result.dims];
		const isOnGpu = result.location === "gpu-buffer";
		if (request === "device")
			return isOnGpu ? toDeviceTensor(dtype, shape, result.gpuBuffer, on) : uploadTensor(name, toCpu(result), on);
		const tensor = isOnGpu ? await readTensor(dtype, shape, result.gpuBuffer, on) : toCpu(result);
		return request === "new" ? tensor : copyInto(request, tensor);
	}

	#toOrt(name: string, feed: Tensor | DeviceTensor, buffers: FeedBuffer[]): WebgpuTensor {
		const { runtime, on } = this.#parts;
		if (feed instanceof DeviceTensor) {
			const buffer = feedBuffer(name, feed, on);
			buffers.push(buffer);
			if (GPU_DTYPES.includes(feed.dtype))
				return runtime.Tensor.fromGpuBuffer(buffer.buffer, { dataType: feed.dtype, dims: feed.shape });
			throw new InferenceError(
				"UNSUPPORTED",
				`onnxruntime-web takes no ${feed.dtype} from a GPU, as for input \`${name}\`.`,
				{ backend: ID, stage: "run", advice: "Feed `await tensor.toCpu()`." },
			);
		}
		checkStrings(name, feed, "onnxruntime-web");
		const data = feed.data.slice() as TensorData;
		const bits = data as Uint16Array;
		const half = feed.dtype === "float16" && Half ? new Half(bits.buffer, bits.byteOffset, bits.length) : data;
		return new runtime.Tensor(feed.dtype, half, feed.shape);
	}

	/** One piece of work at a time, which rejects with DEVICE_LOST where the device is gone before it ends. */
	#alive<T>(work: () => Promise<T>): Promise<T> {
		const { on } = this.#parts;
		const run = inTurn(async () => {
			if (on.lost) throw on.lost;
			try {
				return await work();
			} catch (error) {
				const cause = /lost/i.test(String(error)) ? await lossOr(on, error) : error;
				throw javascriptError(cause, "run");
			}
		});
		return new Promise((resolve, reject) => {
			on.onLost.add(reject);
			run.finally(() => on.onLost.delete(reject)).then(resolve, reject);
		});
	}
}

function toCpu({ type, data, dims }: WebgpuTensor): Tensor {
	const view = data as Uint16Array;
	const bits = type === "float16" ? new Uint16Array(view.buffer, view.byteOffset, view.length) : data;
	return new Tensor(type as DType, bits as TensorData, dims);
}
