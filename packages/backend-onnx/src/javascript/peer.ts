import { InferenceError } from "@polyinfer/core";
import type { Answers, Reply, Request } from "./protocol.ts";
import type { StartTransport, Transport } from "./transport.ts";

interface Waiting {
	resolve(answer: never): void;
	reject(error: unknown): void;
}

/** The other side of a JavaScript library, as calls that return promises. Keeps the event loop alive only while one waits. */
export class Peer {
	readonly #transport: Transport;
	readonly #waiting = new Map<number, Waiting>();
	readonly #library: string;
	#next = 0;
	#lost: string | undefined;
	#isSound = true;
	/** Gets what is printed there. */
	onText: (text: string) => void;

	/** Starts it. `library` names what runs there in errors. */
	constructor(start: StartTransport, library: string, onText: (text: string) => void) {
		this.#library = library;
		this.onText = onText;
		this.#transport = start({
			onReply: (reply) => this.#settle(reply),
			onLost: (reason) => this.#lose(reason),
			onText: (text) => this.onText(text),
		});
	}

	/** `"worker"`, `"process"` or `"javascript"`. */
	get kind(): string {
		return this.#transport.name;
	}

	/** It is there, and nothing that went wrong has broken it. */
	get isSound(): boolean {
		return this.#isSound && this.#lost === undefined;
	}

	/** One request. Rejects with a plain Error in the engine's words, or with ENGINE, scope session, where the other side is gone. */
	call<R extends Request>(request: R, transfer: readonly ArrayBuffer[] = []): Promise<Answers[R["op"]]> {
		return new Promise((resolve, reject) => {
			if (this.#lost !== undefined) return reject(this.#lostError(this.#lost));
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

	#settle({ id, answer, failure, isBroken }: Reply): void {
		const waiting = this.#waiting.get(id);
		this.#waiting.delete(id);
		if (this.#waiting.size === 0) this.#transport.setWaiting(false);
		if (failure !== undefined) {
			this.#isSound &&= isBroken !== true;
			waiting?.reject(new Error(failure));
		} else waiting?.resolve(answer as never);
	}

	#lose(reason: string): void {
		this.#lost = reason;
		for (const { reject } of this.#waiting.values()) reject(this.#lostError(reason));
		this.#waiting.clear();
	}

	#lostError(reason: string): InferenceError {
		return new InferenceError("ENGINE", `The worker of ${this.#library} is gone: ${reason}`, {
			scope: "session",
			advice:
				this.#library === "onnxruntime-node"
					? "Open the session again; where the worker ends each time, use the addon: npx polyinfer doctor says what it lacks."
					: "Open the session again; the option `proxy: false` runs the model without a worker.",
		});
	}
}
