import {
	type BackendSession,
	type Capabilities,
	DTYPES,
	type DType,
	formatType,
	InferenceError,
	type OutputRequest,
	type SessionFacts,
	Tensor,
	type TensorData,
	type ValueInfo,
} from "@polyinfer/core";
import { GRAPH_MODEL_DTYPES } from "./graph-model/graph-program.ts";
import type { Lane, OpenedProgram } from "./lane/lane.ts";

/** A model, open in TensorFlow.js. Core keeps the queue: at most one run is here at a time. */
export class TfjsSession implements BackendSession {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly capabilities: Capabilities;
	readonly facts: SessionFacts;
	readonly queues = false;
	readonly runSync?: NonNullable<BackendSession["runSync"]>;
	readonly #lane: Lane;

	constructor(lane: Lane, opened: OpenedProgram, facts: SessionFacts) {
		this.#lane = lane;
		this.inputs = opened.inputs;
		this.outputs = opened.outputs;
		this.facts = facts;
		const isWorker = lane.binding === "worker";
		this.capabilities = {
			dtypes: facts.format === "tfjs" ? GRAPH_MODEL_DTYPES : (Object.keys(DTYPES) as DType[]),
			dynamicShapes: true,
			maxConcurrency: 1,
			outputsInPlace: false,
			cancel: "queue",
			eventLoopFree: isWorker,
			// A worker waits for its own promises while the caller waits for the worker.
			syncRuns: isWorker || !opened.isAsync,
		};
		if (this.capabilities.syncRuns)
			this.runSync = (feeds, outputs) => {
				const wanted = outputs.map((request) => request !== "skip");
				if (!wanted.includes(true)) return outputs.map(() => undefined);
				return place(outputs, lane.runSync(isWorker ? feeds.map(copyOf) : feeds, wanted));
			};
	}

	async run(
		feeds: readonly (Tensor | undefined)[],
		outputs: readonly OutputRequest[],
	): Promise<(Tensor | undefined)[]> {
		const wanted = outputs.map((request) => request !== "skip");
		if (!wanted.includes(true)) return outputs.map(() => undefined);
		return place(outputs, await this.#lane.run(feeds.map(copyOf), wanted));
	}

	engineRuns(): number {
		return this.#lane.engineRuns;
	}

	/** Tensors that TensorFlow.js holds on the session's thread. */
	tensors(): Promise<number> {
		return this.#lane.tensors();
	}

	dispose(): Promise<void> {
		return this.#lane.close();
	}
}

/** A tensor of the same content in a buffer of its own, which can be handed over. */
function copyOf(tensor: Tensor | undefined): Tensor | undefined {
	if (tensor === undefined) return undefined;
	const { dtype, data, shape } = tensor;
	if (Array.isArray(data)) return new Tensor(dtype, [...data] as never, shape);
	const Container = DTYPES[dtype].array as unknown as new (data: unknown) => TensorData;
	return new Tensor(dtype, new Container(data), shape);
}

/** Results as they were asked for: new, or written into given memory. */
function place(outputs: readonly OutputRequest[], results: readonly (Tensor | undefined)[]): (Tensor | undefined)[] {
	return outputs.map((request, i) => {
		if (request === "skip") return undefined;
		return request === "new" ? results[i] : copyInto(request, results[i] as Tensor);
	});
}

function copyInto(given: Tensor, result: Tensor): Tensor {
	if (given.dtype !== result.dtype || String(given.shape) !== String(result.shape))
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected a tensor ${formatType(result.dtype, result.shape)} to write into but received ${formatType(given.dtype, given.shape)}.`,
		);
	const { data } = given;
	if (Array.isArray(data)) data.splice(0, data.length, ...(result.data as string[]));
	else (data as Uint8Array).set(result.data as Uint8Array);
	return given;
}
