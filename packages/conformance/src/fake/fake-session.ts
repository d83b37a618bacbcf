import {
	abortedError,
	type BackendSession,
	type Capabilities,
	type DeviceOutputRequest,
	DeviceTensor,
	type DType,
	elementCount,
	formatType,
	InferenceError,
	type ModelFormat,
	type OutputRequest,
	type SessionFacts,
	shapeFits,
	Tensor,
	type TensorData,
	type ValueInfo,
	zeros,
} from "@polyinfer/core";
import type { ExactTensor } from "../exact-tensor.ts";
import type { Net } from "../net.ts";
import { evaluate } from "../reference.ts";
import { valueInfoOf } from "../value-info-of.ts";
import { encode } from "../values.ts";
import { checkCall } from "./check-call.ts";
import { busyWait, delay } from "./delay.ts";
import { failureOf } from "./fake-failure.ts";
import { FakeLanes } from "./fake-lanes.ts";
import type { FakeOptions } from "./fake-options.ts";
import type { FakeRecord } from "./fake-record.ts";
import { isBorrowed, sameBits } from "./memory.ts";

/** What one session adds to the options of its backend. */
export interface FakeSessionOptions extends Omit<FakeOptions, "capabilities"> {
	readonly device: string;
	readonly format: ModelFormat;
	readonly capabilities: Capabilities;
}

type Feeds = readonly (Tensor | undefined)[];

/** One open net of a fake backend. */
export class FakeSession {
	readonly #net: Net;
	readonly #options: FakeSessionOptions;
	readonly #record: FakeRecord;
	readonly #number: number;
	readonly #lanes: FakeLanes;
	readonly #runMs: number;
	readonly #inputs: readonly ValueInfo[];
	readonly #outputs: readonly ValueInfo[];
	#disposed = false;
	#runs = 0;

	constructor(net: Net, options: FakeSessionOptions, record: FakeRecord) {
		this.#net = net;
		this.#options = options;
		this.#record = record;
		this.#number = record.nextSession();
		this.#lanes = new FakeLanes(options.capabilities.maxConcurrency);
		const { runMs = 0, hidesShapes = false } = options;
		this.#runMs = typeof runMs === "number" ? runMs : runMs(net);
		const hide = ({ name, dtype }: ValueInfo): ValueInfo => ({ name, dtype, shape: null });
		[this.#inputs, this.#outputs] = [net.inputs, net.outputs].map((values) =>
			values.map(valueInfoOf).map((info) => (hidesShapes ? hide(info) : info)),
		) as [ValueInfo[], ValueInfo[]];
		record.held.sessions++;
	}

	/** The session as core sees it: only the members that the options give it. */
	members(): BackendSession {
		const { capabilities, queues = false, allocate = true } = this.#options;
		return {
			inputs: this.#inputs,
			outputs: this.#outputs,
			capabilities,
			facts: this.#facts(),
			queues,
			engineRuns: () => this.#runs,
			run: (feeds, outputs, signal) => this.#run(feeds, outputs, signal),
			...(capabilities.deviceTensors === undefined
				? {}
				: { runOnDevice: (feeds, outputs, signal) => this.#runOnDevice(feeds, outputs, signal) }),
			...(capabilities.syncRuns ? { runSync: (feeds, outputs) => this.#runSync(feeds, outputs) } : {}),
			...(allocate ? { allocate: (dtype, shape) => this.#allocate(dtype, shape) } : {}),
			dispose: () => this.#dispose(),
		};
	}

	#facts(): SessionFacts {
		const { device, format, facts } = this.#options;
		const empty = { conversions: [], casts: [], checks: [], notes: [], options: {} };
		return { device, precision: "float64", binding: "javascript", format, ...empty, ...facts };
	}

	async #run(feeds: Feeds, outputs: readonly OutputRequest[], signal: AbortSignal | undefined): Promise<Outputs> {
		this.#begin("run", feeds, outputs);
		const { queues = false, capabilities } = this.#options;
		this.#record.demand(
			queues || this.#lanes.running < capabilities.maxConcurrency,
			`run was called while ${capabilities.maxConcurrency} ran, the most that maxConcurrency allows`,
		);
		const copies = feeds.map((feed) => feed && copyOf(feed));
		const own = feeds.map((feed, i) => (feed !== undefined && isBorrowed(feed) ? viewOf(feed) : copies[i]));
		this.#record.held.runs++;
		try {
			await this.#lanes.enter(signal);
			try {
				await this.#compute(signal);
				own.forEach((feed, i) => {
					this.#record.demand(
						feed === copies[i] || sameBits(feed as Tensor, copies[i] as Tensor),
						`input \`${this.#net.inputs[i]?.name}\` was changed while it was borrowed`,
					);
				});
				return this.#results(own, outputs);
			} finally {
				this.#lanes.leave();
			}
		} finally {
			this.#record.held.runs--;
		}
	}

	/** Memory of the fake's device is memory of the processor that only the fake may look into. */
	async #runOnDevice(
		feeds: readonly (Tensor | DeviceTensor | undefined)[],
		outputs: readonly DeviceOutputRequest[],
		signal: AbortSignal | undefined,
	): Promise<(Tensor | DeviceTensor | undefined)[]> {
		const own = feeds.map((feed) => (feed instanceof DeviceTensor ? this.#inside(feed) : feed));
		const requests = outputs.map((request) => (request === "device" ? "new" : request));
		const results = await this.#run(own, requests, signal);
		return results.map((result, i) => (result && outputs[i] === "device" ? this.#onDevice(result) : result));
	}

	#inside(feed: DeviceTensor): Tensor {
		if (feed.owner !== this.#record)
			throw new InferenceError("INVALID_ARGUMENT", "Expected a tensor of this device but received one of another.");
		return feed.handle as Tensor;
	}

	#onDevice(tensor: Tensor): DeviceTensor {
		this.#record.held.blocks++;
		return new DeviceTensor({
			dtype: tensor.dtype,
			shape: tensor.shape,
			location: this.#options.capabilities.deviceTensors as string,
			handle: tensor,
			owner: this.#record,
			read: async () => copyOf(tensor),
			release: () => {
				this.#record.held.blocks--;
			},
		});
	}

	/** The time that a run takes, and its failure. */
	async #compute(signal: AbortSignal | undefined): Promise<void> {
		const { capabilities, fail } = this.#options;
		if (!capabilities.eventLoopFree) {
			await new Promise((resolve) => setTimeout(resolve));
			busyWait(this.#runMs);
		} else await delay(this.#runMs, capabilities.cancel === "engine" ? signal : undefined);
		if (signal?.aborted) throw abortedError(signal);
		if (fail?.stage === "run") throw failureOf(this.#options);
	}

	#runSync(feeds: Feeds, outputs: readonly OutputRequest[]): Outputs {
		this.#begin("runSync", feeds, outputs);
		busyWait(this.#runMs);
		if (this.#options.fail?.stage === "run") throw failureOf(this.#options);
		return this.#results(feeds, outputs);
	}

	#begin(method: "run" | "runSync", feeds: Feeds, outputs: readonly OutputRequest[]): void {
		this.#record.add({ method, session: this.#number, feeds, outputs });
		this.#record.demand(!this.#disposed, `${method} was called after dispose`);
		for (const breach of checkCall(method, feeds, outputs, this.#inputs, this.#outputs))
			this.#record.violations.push(breach);
	}

	#results(feeds: Feeds, outputs: readonly OutputRequest[]): Outputs {
		const named = Object.fromEntries(this.#net.inputs.map(({ name }, i) => [name, feeds[i] as Tensor]));
		const results = evaluate(this.#net, named);
		this.#runs++;
		return this.#net.outputs.map(({ name }, i) => {
			const request = outputs[i];
			if (request === undefined || request === "skip") return undefined;
			const { dtype, shape, values } = results[name] as ExactTensor;
			const data = encode(dtype, values);
			return request === "new" ? new Tensor(dtype, data, shape) : fill(request, new Tensor(dtype, data, shape));
		});
	}

	#allocate(dtype: DType, shape: readonly number[]): Tensor {
		this.#record.add({ method: "allocate", session: this.#number });
		this.#record.demand(!this.#disposed, "allocate was called after dispose");
		const { data } = zeros(dtype, shape, elementCount(shape));
		this.#record.held.blocks++;
		return new Tensor(dtype, data, shape, () => {
			this.#record.held.blocks--;
		});
	}

	async #dispose(): Promise<void> {
		this.#record.add({ method: "dispose", session: this.#number });
		this.#record.demand(!this.#disposed, "dispose was called twice");
		this.#disposed = true;
		await this.#lanes.close();
		this.#record.held.sessions--;
	}
}

type Outputs = (Tensor | undefined)[];

/** The tensor's own memory, also after the tensor was disposed. */
function viewOf({ dtype, data, shape }: Tensor): Tensor {
	return new Tensor(dtype, data, shape);
}

function copyOf(tensor: Tensor): Tensor {
	return new Tensor(tensor.dtype, tensor.data.slice() as TensorData, tensor.shape);
}

function fill(given: Tensor, result: Tensor): Tensor {
	if (!shapeFits(given.shape, result.shape))
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected an output of ${formatType(result.dtype, result.shape)} but received ${formatType(given.dtype, given.shape)}.`,
		);
	const target = given.data as unknown[];
	for (let i = 0; i < result.data.length; i++) target[i] = result.data[i];
	return given;
}
