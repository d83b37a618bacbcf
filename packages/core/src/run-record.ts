import type { InferenceError } from "./errors.ts";
import type { Session, SessionStats } from "./session.ts";
import type { EventChannel, RunEvent } from "./session-events.ts";
import { TimeCounter } from "./time-histogram.ts";

/** One accepted run. */
export interface RecordedRun {
	readonly acceptedMs: number;
	/** `undefined` while it waits for runs before it. */
	startedMs: number | undefined;
	readonly sync: boolean;
}

/**
 * What happens in one session: counters, times, and an event for each run that somebody listens to.
 *
 * Runs start first in, first out, `concurrency` at once, in whoever's queue they wait: so a run has started when fewer
 * than `concurrency` earlier ones are unsettled.
 */
export class RunRecord {
	readonly #session: Session;
	readonly #concurrency: number;
	readonly #channel: EventChannel<RunEvent> | undefined;
	/** The global is looked up by a function each time, which costs as much as the time itself. */
	readonly #clock: Pick<Performance, "now"> = performance;
	readonly #waiting = new Set<RecordedRun>();
	readonly #queueTime = new TimeCounter();
	readonly #runTime = new TimeCounter();
	#inside = 0;
	#runs = 0;
	#errors = 0;
	#aborted = 0;

	constructor(session: Session, concurrency: number, channel?: EventChannel<RunEvent>) {
		this.#session = session;
		this.#concurrency = concurrency;
		this.#channel = channel;
	}

	/** Accepted and not settled. */
	get inFlight(): number {
		return this.#inside + this.#waiting.size;
	}

	get stats(): SessionStats {
		return {
			runs: this.#runs,
			errors: this.#errors,
			aborted: this.#aborted,
			inFlight: this.inFlight,
			queueTime: this.#queueTime.snapshot(),
			runTime: this.#runTime.snapshot(),
		};
	}

	/** A run goes into the queue. */
	accept(): RecordedRun {
		const now = this.#clock.now();
		if (this.#inside < this.#concurrency) {
			this.#inside++;
			return { acceptedMs: now, startedMs: now, sync: false };
		}
		const run: RecordedRun = { acceptedMs: now, startedMs: undefined, sync: false };
		this.#waiting.add(run);
		return run;
	}

	/** A run begins on the calling thread, past the queue. */
	acceptSync(): RecordedRun {
		const now = this.#clock.now();
		return { acceptedMs: now, startedMs: now, sync: true };
	}

	/** The run is over: with a result, or with `error`. */
	settle(run: RecordedRun, error?: InferenceError): void {
		const now = this.#clock.now();
		if (!run.sync) this.#leave(run, now);
		const queueMs = (run.startedMs ?? now) - run.acceptedMs;
		const runMs = now - run.acceptedMs - queueMs;
		if (error === undefined) {
			this.#runs++;
			this.#queueTime.add(queueMs);
			this.#runTime.add(runMs);
		} else if (error.code === "ABORTED") this.#aborted++;
		else this.#errors++;
		if (this.#channel?.hasSubscribers) this.#publish(this.#channel, run, queueMs, runMs, error);
	}

	#leave(run: RecordedRun, now: number): void {
		if (run.startedMs === undefined) {
			this.#waiting.delete(run);
			return;
		}
		this.#inside--;
		if (this.#waiting.size === 0) return;
		const [next] = this.#waiting;
		if (next === undefined) return;
		this.#waiting.delete(next);
		next.startedMs = now;
		this.#inside++;
	}

	#publish(
		channel: EventChannel<RunEvent>,
		run: RecordedRun,
		queueMs: number,
		runMs: number,
		error: InferenceError | undefined,
	): void {
		channel.publish({
			session: this.#session,
			outcome: error === undefined ? "ok" : error.code === "ABORTED" ? "aborted" : "failed",
			startMs: run.acceptedMs,
			queueMs,
			runMs,
			sync: run.sync,
			...(error === undefined ? {} : { error }),
		});
	}
}
