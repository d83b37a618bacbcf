import {
	abortedError,
	type DeviceOutputRequest,
	DeviceTensor,
	DTYPES,
	type DType,
	InferenceError,
	onAbort,
	Tensor,
	type TensorData,
	type ValueInfo,
} from "@polyinfer/core";
import type { Cuda } from "./cuda/cuda.ts";
import { CudaMemory } from "./cuda/cuda-memory.ts";
import { cudaTensor } from "./cuda/device-tensor.ts";
import type { NativeMemory } from "./cuda/native-cuda.ts";
import type { NativeAddon, NativeDeviceResult, NativeSession } from "./native-addon.ts";
import { fromNativeError } from "./native-error.ts";

type Feed = Tensor | DeviceTensor | undefined;

/** Runs of one session with tensors on a CUDA device. */
export class DeviceRuns {
	readonly #addon: NativeAddon;
	readonly #session: NativeSession;
	readonly #cuda: Cuda;
	readonly #inputs: readonly ValueInfo[];
	readonly #outputs: readonly ValueInfo[];

	constructor(
		addon: NativeAddon,
		session: NativeSession,
		cuda: Cuda,
		inputs: readonly ValueInfo[],
		outputs: readonly ValueInfo[],
	) {
		this.#addon = addon;
		this.#session = session;
		this.#cuda = cuda;
		this.#inputs = inputs;
		this.#outputs = outputs;
		addon.useDevice(session, cuda.native);
	}

	/** As `BackendSession.runOnDevice`. Where all results stay on the device it settles when the device has its work. */
	async run(
		feeds: readonly Feed[],
		requests: readonly DeviceOutputRequest[],
		signal: AbortSignal | undefined,
		nextTicket: () => number,
	): Promise<(Tensor | DeviceTensor | undefined)[]> {
		if (signal?.aborted) throw abortedError(signal);
		let ended: (() => void) | undefined;
		try {
			const ticket = signal === undefined ? 0 : nextTicket();
			const wanted = requests.map((request) => (request === "device" ? true : request === "skip" ? false : undefined));
			const given = feeds.map((feed, i) => this.#feed(feed, i));
			const result = this.#addon.runOnDevice(this.#session, given, shapesOf(feeds), wanted, ticket);
			ended = signal && onAbort(signal, () => this.#addon.cancelRun(this.#session, ticket));
			return this.#results(await result, requests);
		} catch (error) {
			throw fromNativeError(error, signal);
		} finally {
			ended?.();
		}
	}

	#feed(feed: Feed, index: number): ArrayBufferView | NativeMemory | undefined {
		const input = this.#inputs[index] as ValueInfo;
		if (feed === undefined) {
			if (input.optional) return undefined;
			throw new InferenceError("INVALID_ARGUMENT", `Expected a feed for input \`${input.name}\` but received none.`);
		}
		if (feed.dtype !== input.dtype || feed.dtype === "string")
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected ${input.dtype} for input \`${input.name}\` but received ${feed.dtype}.`,
			);
		if (!(feed instanceof DeviceTensor)) return feed.data as ArrayBufferView;
		const memory = feed.handle;
		if (memory instanceof CudaMemory && feed.owner === this.#cuda) return memory.native;
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected a tensor of ${this.#cuda.device.id} for input \`${input.name}\` but received one of another device.`,
			{
				advice:
					"Make tensors with `cudaTensor(await openCuda({ device }), ...)` of the device that the session runs on.",
			},
		);
	}

	#results(
		result: NativeDeviceResult,
		requests: readonly DeviceOutputRequest[],
	): (Tensor | DeviceTensor | undefined)[] {
		return this.#outputs.map(({ name, dtype }, i) => {
			const request = requests[i] ?? "new";
			if (request === "skip") return undefined;
			const shape = result[i * 2 + 1] as readonly number[];
			if (request === "device") {
				const [memory, pointer, bytes] = result[i * 2] as readonly [NativeMemory, bigint, number];
				return cudaTensor(this.#cuda, dtype, shape, this.#cuda.adopt(memory, pointer, bytes));
			}
			const data = result[i * 2] as TensorData;
			return request === "new" ? new Tensor(dtype as DType, data, shape) : written(request, data, shape, name);
		});
	}
}

/** Results are read back into memory of the addon's; what the caller gave is written from there. */
function written(into: Tensor, data: TensorData, shape: readonly number[], name: string): Tensor {
	const { array } = DTYPES[into.dtype];
	const fits = into.shape.length === shape.length && into.shape.every((size, i) => size === shape[i]);
	if (array === null || !fits)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected [${shape}] for output \`${name}\` but received [${into.shape}].`,
		);
	(into.data as Uint8Array).set(data as Uint8Array);
	return into;
}

/** For each feed its rank, then its sizes. */
function shapesOf(feeds: readonly Feed[]): Float64Array {
	return Float64Array.from(feeds.flatMap((feed) => (feed ? [feed.shape.length, ...feed.shape] : [0])));
}
