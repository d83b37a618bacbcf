import {
	type BackendSession,
	type Capabilities,
	DTYPES,
	type DType,
	formatType,
	InferenceError,
	type OutputRequest,
	type SessionFacts,
	type Tensor,
	type ValueInfo,
} from "@polyinfer/core";
import { ID, javascriptError } from "../errors.ts";
import { copyToWire, fromWire } from "../tensor.ts";
import { buffersOf } from "./buffers-of.ts";
import type { Peer } from "./peer.ts";
import type { WireTensor } from "./protocol.ts";

/** What onnxruntime-node in a worker can do: one run at a time, without bfloat16, outputs copied. */
const CAPABILITIES: Capabilities = {
	dtypes: (Object.keys(DTYPES) as DType[]).filter((dtype) => dtype !== "bfloat16"),
	dynamicShapes: true,
	maxConcurrency: 1,
	outputsInPlace: false,
	cancel: "queue",
	eventLoopFree: true,
	syncRuns: false,
};

/** A model in onnxruntime-node on the other side. Core keeps the queue: at most one run is here at a time. */
export class FallbackSession implements BackendSession {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly capabilities: Capabilities = CAPABILITIES;
	readonly facts: SessionFacts;
	readonly queues = false;
	readonly #peer: Peer;
	#engineRuns = 0;

	constructor(peer: Peer, inputs: readonly ValueInfo[], outputs: readonly ValueInfo[], facts: SessionFacts) {
		this.#peer = peer;
		this.inputs = inputs;
		this.outputs = outputs;
		this.facts = facts;
	}

	async run(
		feeds: readonly (Tensor | undefined)[],
		outputs: readonly OutputRequest[],
	): Promise<(Tensor | undefined)[]> {
		const wire: Record<string, WireTensor> = {};
		feeds.forEach((feed, i) => {
			const { name } = this.inputs[i] as ValueInfo;
			if (feed === undefined) return;
			checkStrings(name, feed);
			wire[name] = copyToWire(feed);
		});
		const wanted = this.outputs.filter((_, i) => outputs[i] !== "skip").map(({ name }) => name);
		if (wanted.length === 0) return outputs.map(() => undefined);
		const call = this.#peer.call({ op: "run", feeds: wire, outputs: wanted }, buffersOf(wire));
		const answer = await call.catch((error: unknown) => {
			throw javascriptError(error, "run");
		});
		this.#engineRuns = answer.engineRuns;
		return outputs.map((request, i) => {
			if (request === "skip") return undefined;
			const result = fromWire(answer.outputs[(this.outputs[i] as ValueInfo).name] as WireTensor);
			return request === "new" ? result : copyInto(request, result);
		});
	}

	/** Runs that onnxruntime-node has carried out, as the other side counted them. */
	engineRuns(): number {
		return this.#engineRuns;
	}

	async dispose(): Promise<void> {
		try {
			await this.#peer.call({ op: "close" });
		} finally {
			await this.#peer.end();
		}
	}
}

/** onnxruntime-node cuts strings at a NUL. */
function checkStrings(name: string, feed: Tensor): void {
	if (feed.dtype !== "string" || !(feed.data as string[]).some((text) => text.includes("\0"))) return;
	throw new InferenceError(
		"UNSUPPORTED",
		`onnxruntime-node takes no strings with NUL in them, as in input \`${name}\`.`,
		{
			backend: ID,
			stage: "run",
		},
	);
}

/** Writes `result` into the caller's tensor and returns that. */
function copyInto(given: Tensor, result: Tensor): Tensor {
	const fits = given.dtype === result.dtype && String(given.shape) === String(result.shape);
	if (!fits)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected a tensor ${formatType(result.dtype, result.shape)} to write into but received ${formatType(given.dtype, given.shape)}.`,
		);
	const { data } = given;
	if (Array.isArray(data))
		(result.data as string[]).forEach((text, i) => {
			data[i] = text;
		});
	else (data as Uint8Array).set(result.data as Uint8Array);
	return given;
}
