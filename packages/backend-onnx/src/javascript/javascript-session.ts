import {
	type BackendSession,
	type Capabilities,
	DTYPES,
	type DType,
	type OutputRequest,
	type SessionFacts,
	type Tensor,
	type ValueInfo,
} from "@polyinfer/core";
import { javascriptError } from "../errors.ts";
import { copyToWire, fromWire } from "../tensor.ts";
import { buffersOf } from "./buffers-of.ts";
import { checkStrings } from "./check-strings.ts";
import { copyInto } from "./copy-into.ts";
import type { Peer } from "./peer.ts";
import type { WireTensor } from "./protocol.ts";

/** Element types of ONNX Runtime's JavaScript libraries. */
export const JAVASCRIPT_DTYPES: readonly DType[] = (Object.keys(DTYPES) as DType[]).filter(
	(dtype) => dtype !== "bfloat16",
);

/** What a library on the other side can do: one run at a time, without bfloat16, outputs copied. */
const CAPABILITIES: Capabilities = {
	dtypes: JAVASCRIPT_DTYPES,
	dynamicShapes: true,
	maxConcurrency: 1,
	outputsInPlace: false,
	cancel: "queue",
	eventLoopFree: true,
	syncRuns: false,
};

/** What a {@link JavascriptSession} is made of. */
export interface JavascriptParts {
	readonly peer: Peer;
	/** `"onnxruntime-node"`, as errors name it. */
	readonly library: string;
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly facts: SessionFacts;
	/** What becomes of the other side when its model is closed. Default: it is ended. */
	readonly keep?: (peer: Peer) => Promise<void>;
}

/** A model in a library on the other side. Core keeps the queue: at most one run is here at a time. */
export class JavascriptSession implements BackendSession {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly capabilities: Capabilities;
	readonly facts: SessionFacts;
	readonly queues = false;
	readonly #peer: Peer;
	readonly #library: string;
	readonly #keep: (peer: Peer) => Promise<void>;
	#engineRuns = 0;

	constructor({ peer, library, inputs, outputs, facts, keep }: JavascriptParts) {
		this.#peer = peer;
		this.#library = library;
		this.#keep = keep ?? ((side) => side.end());
		this.inputs = inputs;
		this.outputs = outputs;
		this.facts = facts;
		this.capabilities = { ...CAPABILITIES, eventLoopFree: peer.kind !== "javascript" };
	}

	async run(
		feeds: readonly (Tensor | undefined)[],
		outputs: readonly OutputRequest[],
	): Promise<(Tensor | undefined)[]> {
		const wire: Record<string, WireTensor> = {};
		feeds.forEach((feed, i) => {
			const { name } = this.inputs[i] as ValueInfo;
			if (feed === undefined) return;
			checkStrings(name, feed, this.#library);
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

	/** Runs that the library has carried out, as the other side counted them. */
	engineRuns(): number {
		return this.#engineRuns;
	}

	async dispose(): Promise<void> {
		try {
			await this.#peer.call({ op: "close" });
		} finally {
			await this.#keep(this.#peer);
		}
	}
}
