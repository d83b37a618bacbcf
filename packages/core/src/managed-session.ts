import { atStage } from "./at-stage.ts";
import type { BackendSession, Capabilities, OutputRequest } from "./backend.ts";
import { checkFeeds } from "./check-feeds.ts";
import { checkOutputs } from "./check-outputs.ts";
import { checkRunOptions } from "./check-run-options.ts";
import { DeviceTensor } from "./device-tensor.ts";
import { abortedError, InferenceError, toInferenceError } from "./errors.ts";
import { ownFeeds, unborrowedFeeds, zeros } from "./feed-memory.ts";
import type { Feeds } from "./feeds.ts";
import { applyBounds, likelyShape } from "./input-bounds.ts";
import type { LayerProfile } from "./layer-profile.ts";
import { ownValue, setOwnValue } from "./own-value.ts";
import type { Report } from "./report.ts";
import { RunQueue } from "./run-queue.ts";
import { RunRecord } from "./run-record.ts";
import type { DeviceResults, DeviceRunOptions, RunOptions, Session, SessionStats } from "./session.ts";
import type { SessionChannels } from "./session-events.ts";
import { elementCount, formatType, shapeFits } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import type { InputBounds, ValueInfo } from "./value-info.ts";

/** What `createSession` decided, for one {@link ManagedSession}. */
export interface ManagedSessionOptions {
	/** What runs now; a function where that changes. */
	readonly report: Report | (() => Report);
	/** When nothing about the session changes any more. Default: at once. */
	readonly settled?: Promise<void>;
	readonly bounds: InputBounds;
	readonly maxQueue: number;
	readonly copyFeeds: boolean;
	readonly channels?: SessionChannels | undefined;
}

type Outputs = Record<string, Tensor | undefined>;
type Feed = Tensor | DeviceTensor | undefined;

const NO_OPTIONS: RunOptions & DeviceRunOptions = {};

/** A `Session` over any backend's session: checks, queue, counters and lifetime, the same for all. */
export class ManagedSession implements Session {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly #report: () => Report;
	readonly #settled: Promise<void>;
	readonly #backend: BackendSession;
	readonly #bounds: InputBounds;
	/** Of runs that ask for nothing else. */
	readonly #allNew: readonly OutputRequest[];
	readonly #capacity: number;
	readonly #copyFeeds: boolean;
	readonly #queue: RunQueue;
	readonly #record: RunRecord;
	readonly #channels: SessionChannels | undefined;
	#idle: (() => void) | undefined;
	#disposed: Promise<void> | undefined;

	constructor(backend: BackendSession, options: ManagedSessionOptions) {
		this.#backend = backend;
		this.#bounds = options.bounds;
		this.inputs = applyBounds(backend.inputs, options.bounds);
		this.outputs = backend.outputs;
		this.#allNew = Object.freeze(checkOutputs(undefined, backend.outputs));
		const { report, settled = Promise.resolve() } = options;
		this.#report = typeof report === "function" ? report : () => report;
		this.#settled = settled;
		const { maxConcurrency } = backend.capabilities;
		this.#capacity = maxConcurrency + options.maxQueue;
		this.#copyFeeds = options.copyFeeds;
		this.#queue = new RunQueue(backend.queues ? Number.POSITIVE_INFINITY : maxConcurrency);
		this.#channels = options.channels;
		this.#record = new RunRecord(this, maxConcurrency, options.channels?.run);
	}

	get capabilities(): Capabilities {
		return this.#backend.capabilities;
	}

	get report(): Report {
		return this.#report();
	}

	async whenSettled(): Promise<Report> {
		await this.#settled;
		return this.report;
	}

	get stats(): SessionStats {
		const engineRuns = this.#backend.engineRuns?.();
		return { ...this.#record.stats, ...(engineRuns === undefined ? {} : { engineRuns }) };
	}

	async run(feeds: Feeds, options: RunOptions = NO_OPTIONS): Promise<Outputs> {
		this.#checkOpen();
		const [tensors, requests] = this.#checked(feeds, options, this.capabilities.deviceTensors);
		const backend = this.#backend;
		const { signal } = options;
		if (backend.runOnDevice && tensors.some(isOnDevice))
			return this.#accept(tensors, (own) => backend.runOnDevice?.(own, requests, signal) as never, signal);
		return this.#accept(tensors as (Tensor | undefined)[], (own) => backend.run(own, requests, signal), signal);
	}

	async runOnDevice(feeds: Feeds, options: DeviceRunOptions = NO_OPTIONS): Promise<DeviceResults> {
		this.#checkOpen();
		const backend = this.#backend;
		if (!backend.runOnDevice)
			throw new InferenceError("UNSUPPORTED", `${this.report.backend} gives no tensors of a device: use \`run\`.`, {
				stage: "run",
				advice: 'Call `run`, or open the session on a device whose tensors stay there: prefer: ["webgpu"]',
			});
		const [tensors, requests] = this.#checked(feeds, options, this.capabilities.deviceTensors);
		const { signal } = options;
		const onDevice = requests.map((request) => (request === "new" ? "device" : request));
		return this.#accept(tensors, (own) => backend.runOnDevice?.(own, onDevice, signal) as never, signal);
	}

	/** One run of checked feeds, `start`ed now or later. */
	async #accept<F extends Feed, T>(
		tensors: F[],
		start: (feeds: readonly F[]) => Promise<(T | undefined)[]>,
		signal: AbortSignal | undefined,
	): Promise<Record<string, T>> {
		if (signal?.aborted) throw atStage(abortedError(signal), "run");
		if (this.#record.inFlight >= this.#capacity)
			throw new InferenceError(
				"BUSY",
				`Expected at most ${this.#capacity} runs at once (maxConcurrency + maxQueue) but received one more.`,
				{ stage: "run", advice: "Wait for a run to settle, drop this one, or raise `maxQueue`." },
			);
		let own = tensors;
		if (this.#copyFeeds) own = unborrowedFeeds(own);
		if (this.#queue.full) own = ownFeeds(own);
		const run = this.#record.accept();
		try {
			const results = await this.#queue.add(() => start(own), signal);
			this.#record.settle(run);
			return this.#named(results);
		} catch (error) {
			const failure = toRunError(error, signal);
			this.#record.settle(run, failure);
			throw failure;
		} finally {
			if (this.#record.inFlight === 0) this.#idle?.();
		}
	}

	runSync(feeds: Feeds, options: Omit<RunOptions, "signal"> = NO_OPTIONS): Outputs {
		this.#checkOpen();
		if (!this.#backend.runSync)
			throw new InferenceError("UNSUPPORTED", `${this.report.backend} cannot run on the calling thread: use \`run\`.`, {
				stage: "run",
				advice: "Call `run`, which every session has.",
			});
		const [tensors, requests] = this.#checked(feeds, options);
		const own = this.#copyFeeds ? unborrowedFeeds(tensors) : tensors;
		const run = this.#record.acceptSync();
		try {
			const results = this.#backend.runSync(own as (Tensor | undefined)[], requests);
			this.#record.settle(run);
			return this.#named(results);
		} catch (error) {
			const failure = toRunError(error);
			this.#record.settle(run, failure);
			throw failure;
		}
	}

	async warmUp(): Promise<void> {
		const feeds: Record<string, Tensor> = {};
		for (const input of this.inputs) {
			const shape = likelyShape(input, ownValue(this.#bounds, input.name));
			setOwnValue(feeds, input.name, zeros(input.dtype, shape, elementCount(shape)));
		}
		await this.run(feeds);
	}

	allocate(name: string, shape?: readonly number[]): Tensor {
		this.#checkOpen();
		const value = [...this.inputs, ...this.outputs].find((candidate) => candidate.name === name);
		if (!value) throw new InferenceError("INVALID_ARGUMENT", `\`${name}\` is no input or output of the model.`);
		const sizes = shape ?? value.shape;
		if (!sizes || sizes.some((dim) => dim === null) || !shapeFits(sizes as number[], value.shape))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected a shape for \`${name}\` that fits ${formatType(value.dtype, value.shape, value.dimNames)} but received ${shape ? `[${shape}]` : "none"}.`,
			);
		const fixed = sizes as readonly number[];
		return this.#backend.allocate?.(value.dtype, fixed) ?? zeros(value.dtype, fixed, elementCount(fixed));
	}

	profile(): readonly LayerProfile[] {
		this.#checkOpen();
		const { backend } = this.report;
		if (this.#backend.profile) return this.#backend.profile();
		throw new InferenceError("UNSUPPORTED", `${backend} does not measure layers.`, {
			stage: "run",
			advice: 'Profile on a backend that does: prefer: [{ backend: "openvino", options: { enableProfiling: true } }]',
		});
	}

	dispose(): Promise<void> {
		this.#disposed ??= this.#close();
		return this.#disposed;
	}

	[Symbol.asyncDispose](): Promise<void> {
		return this.dispose();
	}

	async #close(): Promise<void> {
		this.#queue.dispose();
		if (!this.#backend.queues && this.#record.inFlight > 0)
			await new Promise<void>((resolve) => {
				this.#idle = resolve;
			});
		await this.#backend.dispose();
		if (this.#channels?.session.hasSubscribers) this.#channels.session.publish({ type: "disposed", session: this });
	}

	#checkOpen(): void {
		if (this.#disposed)
			throw new InferenceError("DISPOSED", "The session was disposed.", {
				stage: "run",
				advice: "Open the session again, and dispose it when its last run was started and has settled.",
			});
	}

	#checked(feeds: Feeds, options: RunOptions, deviceTensors?: string): [Feed[], readonly OutputRequest[]] {
		try {
			if (options !== NO_OPTIONS) checkRunOptions(options);
			const { outputs } = options;
			const tensors = checkFeeds(feeds, this.inputs, this.#bounds, deviceTensors);
			return [tensors, outputs === undefined ? this.#allNew : checkOutputs(outputs, this.outputs)];
		} catch (error) {
			throw toRunError(error);
		}
	}

	#named<T>(results: readonly (T | undefined)[]): Record<string, T> {
		const named: Record<string, T> = {};
		for (let i = 0; i < results.length; i++) {
			const tensor = results[i];
			if (tensor !== undefined) setOwnValue(named, (this.outputs[i] as ValueInfo).name, tensor);
		}
		return named;
	}
}

function isOnDevice(feed: Feed): boolean {
	return feed instanceof DeviceTensor;
}

/** What a run rejects with: of an aborted one the reason is the signal's. */
function toRunError(error: unknown, signal?: AbortSignal): InferenceError {
	const failure = toInferenceError(error);
	const isOther = failure.code === "ABORTED" && signal?.aborted && failure.cause !== signal.reason;
	return atStage(isOther ? abortedError(signal) : failure, "run");
}
