import { isMainThread } from "node:worker_threads";
import { InferenceError } from "@polyinfer/core";
import { startProcess } from "./process-transport.ts";
import type { Answers, Reply, Request } from "./protocol.ts";
import { startThread } from "./thread-transport.ts";
import type { Transport } from "./transport.ts";

interface Waiting {
	resolve(answer: never): void;
	reject(error: unknown): void;
}

/** The other side of the fallback, as calls that return promises. Keeps the event loop alive only while one waits. */
export class Peer {
	readonly #transport: Transport;
	readonly #waiting = new Map<number, Waiting>();
	#next = 0;
	#lost: string | undefined;

	/** Starts it; `onText` gets what is printed there. */
	constructor(onText: (text: string) => void) {
		const events = {
			onReply: (reply: Reply) => this.#settle(reply),
			onLost: (reason: string) => this.#lose(reason),
			onText,
		};
		this.#transport = isMainThread ? startThread(events) : startProcess(events);
	}

	/** `"worker"` or `"process"`. */
	get kind(): string {
		return this.#transport.name;
	}

	/** One request. Rejects with a plain Error in the engine's words, or with ENGINE, scope session, where the other side is gone. */
	call<R extends Request>(request: R, transfer: readonly ArrayBuffer[] = []): Promise<Answers[R["op"]]> {
		return new Promise((resolve, reject) => {
			if (this.#lost !== undefined) return reject(lostError(this.#lost));
			const id = this.#next++;
			this.#waiting.set(id, { resolve, reject });
			this.#transport.setWaiting(true);
			this.#transport.send({ id, request }, transfer);
		});
	}

	/** Ends the other side. No call may be waiting. */
	end(): Promise<void> {
		return this.#lost === undefined ? this.#transport.end() : Promise.resolve();
	}

	#settle({ id, answer, failure }: Reply): void {
		const waiting = this.#waiting.get(id);
		this.#waiting.delete(id);
		if (this.#waiting.size === 0) this.#transport.setWaiting(false);
		if (failure !== undefined) waiting?.reject(new Error(failure));
		else waiting?.resolve(answer as never);
	}

	#lose(reason: string): void {
		this.#lost = reason;
		for (const { reject } of this.#waiting.values()) reject(lostError(reason));
		this.#waiting.clear();
	}
}

function lostError(reason: string): InferenceError {
	return new InferenceError("ENGINE", `The worker of onnxruntime-node is gone: ${reason}`, {
		scope: "session",
		advice:
			"Open the session again; where the worker ends each time, use the addon: npx polyinfer doctor says what it lacks.",
	});
}
