import type { BackendSession, Capabilities, OutputRequest } from "../backend.ts";
import type { DType } from "../dtype.ts";
import { InferenceError } from "../errors.ts";
import { ownFeeds, zeros } from "../feed-memory.ts";
import type { SessionFacts } from "../report.ts";
import { RunQueue } from "../run-queue.ts";
import { elementCount } from "../shape.ts";
import type { Tensor } from "../tensor.ts";
import type { ValueInfo } from "../value-info.ts";

/**
 * A session that runs on one backend's session and later on another's. Every run is carried out once, by the one that
 * serves when the run begins; runs begin first in, first out, and none begins on the second before all on the first have
 * settled, so that none overtakes another.
 */
export class SwappingSession implements BackendSession {
	readonly queues = true;
	readonly #queue: RunQueue;
	#current: BackendSession;
	#capabilities: Capabilities;
	#runs = 0;
	readonly #onDispose: () => void;
	#disposing: Promise<void> | undefined;

	/** `onDispose` is called once, before anything is waited for. */
	constructor(first: BackendSession, onDispose: () => void) {
		this.#current = first;
		this.#capabilities = untied(first);
		this.#onDispose = onDispose;
		this.#queue = new RunQueue(first.capabilities.maxConcurrency);
	}

	get inputs(): readonly ValueInfo[] {
		return this.#current.inputs;
	}

	get outputs(): readonly ValueInfo[] {
		return this.#current.outputs;
	}

	/** Of the one that serves, but for what would tie a run to it: `runSync` and tensors of its device. */
	get capabilities(): Capabilities {
		return this.#capabilities;
	}

	get facts(): SessionFacts {
		return this.#current.facts;
	}

	/** Runs that have begun on the one that serves. */
	get runs(): number {
		return this.#runs;
	}

	get profile(): BackendSession["profile"] {
		return this.#current.profile?.bind(this.#current);
	}

	allocate(dtype: DType, shape: readonly number[]): Tensor {
		return this.#current.allocate?.(dtype, shape) ?? zeros(dtype, shape, elementCount(shape));
	}

	engineRuns(): number {
		return this.#current.engineRuns?.() ?? this.#runs;
	}

	run(
		feeds: readonly (Tensor | undefined)[],
		outputs: readonly OutputRequest[],
		signal?: AbortSignal,
	): Promise<(Tensor | undefined)[]> {
		const own = this.#queue.full ? ownFeeds(feeds) : feeds;
		return this.#queue.add(() => {
			this.#runs++;
			return this.#current.run(own, outputs, signal);
		}, signal);
	}

	/**
	 * Lets the first one finish what it has begun, has all later runs carried out by `second`, and disposes the first.
	 * Resolves when `second` serves; false, and `second` is disposed, where the session is disposed itself.
	 */
	async swap(second: BackendSession): Promise<boolean> {
		if (this.#disposing) {
			await second.dispose();
			return false;
		}
		checkSame(this.#current, second);
		await this.#queue.close();
		const first = this.#current;
		if (!this.#disposing) {
			this.#current = second;
			this.#capabilities = untied(second);
			this.#runs = 0;
			this.#queue.open(second.capabilities.maxConcurrency);
		}
		await (this.#disposing ? second : first).dispose();
		return !this.#disposing;
	}

	dispose(): Promise<void> {
		this.#disposing ??= this.#close();
		return this.#disposing;
	}

	async #close(): Promise<void> {
		this.#onDispose();
		this.#queue.dispose();
		await this.#queue.close();
		await this.#current.dispose();
	}
}

function untied({ capabilities }: BackendSession): Capabilities {
	const { deviceTensors: _, ...others } = capabilities;
	return { ...others, syncRuns: false };
}

/** What a caller of the first knows has to hold for the second. */
function checkSame(first: BackendSession, second: BackendSession): void {
	for (const side of ["inputs", "outputs"] as const) {
		const [expected, received] = [first[side], second[side]].map((values) =>
			values.map(({ name, dtype }) => `${name}: ${dtype}`).join(", "),
		);
		if (expected !== received)
			throw new InferenceError("UNSUPPORTED", `Expected the ${side} ${expected} but received ${received}.`, {
				advice: "Give both entries the same file, or map the names with `io`.",
			});
	}
}
