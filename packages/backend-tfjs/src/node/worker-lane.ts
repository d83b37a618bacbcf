import { MessageChannel, type MessagePort, receiveMessageOnPort, type Transferable, Worker } from "node:worker_threads";
import { InferenceError, Tensor } from "@polyinfer/core";
import { ID } from "../errors.ts";
import type { Lane, LaneFacts, OpenedProgram, OpenProgram } from "../lane/lane.ts";
import type { LoadTensorFlow } from "../tensorflow/loaded-tensorflow.ts";
import type { PrintSink } from "../tensorflow/tensorflow-device.ts";
import {
	type Answers,
	buffersOf,
	type Message,
	type Reply,
	type Request,
	type WireTensor,
	type WorkerStart,
} from "./protocol.ts";

interface Waiting {
	resolve(answer: never): void;
	reject(error: unknown): void;
}

/** TensorFlow.js on a worker thread. The thread keeps the program alive only while a request is on its way. */
export class WorkerLane implements Lane {
	readonly binding = "worker";
	/** Gets what is printed there. */
	print: PrintSink = () => undefined;
	/** Called by `close` in place of ending the thread. */
	onIdle: ((lane: WorkerLane) => void) | undefined;
	#facts: LaneFacts | undefined;
	#runs = 0;
	#lost: InferenceError | undefined;
	#next = 0;
	readonly #worker: Worker;
	readonly #port: MessagePort;
	readonly #sent = new Int32Array(new SharedArrayBuffer(4));
	readonly #waiting = new Map<number, Waiting>();

	private constructor() {
		const { port1, port2 } = new MessageChannel();
		this.#port = port1;
		this.#worker = new Worker(new URL("./tfjs-worker.js", import.meta.url), {
			workerData: { port: port2, sent: this.#sent } satisfies WorkerStart,
			transferList: [port2],
			execArgv: [],
			// Taken from the program's own streams; TensorFlow.js prints through its console, which the worker sends.
			stdout: true,
			stderr: true,
		});
		this.#port.on("message", (reply: Reply) => this.#settle(reply));
		this.#worker.on("error", (error) => this.#lose(error));
		this.#worker.on("exit", (code) => this.#lose(new Error(`It ended with code ${code}.`)));
		this.#worker.unref();
		this.#port.unref();
	}

	/** Starts a thread and imports TensorFlow.js for a device there. Rejects with UNAVAILABLE. */
	static async start({ device, options, threads }: LoadTensorFlow, print: PrintSink): Promise<WorkerLane> {
		const lane = new WorkerLane();
		lane.print = print;
		try {
			lane.#facts = await lane.#call({ op: "load", device, options, ...(threads === undefined ? {} : { threads }) });
			return lane;
		} catch (error) {
			await lane.end();
			throw error;
		}
	}

	get facts(): LaneFacts {
		return this.#facts as LaneFacts;
	}

	get engineRuns(): number {
		return this.#runs;
	}

	async open(request: OpenProgram): Promise<OpenedProgram> {
		this.#runs = 0;
		return this.#call(
			{ op: "open", ...request },
			request.files.map(({ bytes }) => bytes.buffer as ArrayBuffer),
		);
	}

	async run(feeds: readonly (Tensor | undefined)[], wanted: readonly boolean[]): Promise<(Tensor | undefined)[]> {
		const wire = feeds.map(wireOf);
		const results = await this.#call({ op: "run", feeds: wire, wanted }, buffersOf(wire));
		this.#runs++;
		return results.map(tensorOf);
	}

	runSync(feeds: readonly (Tensor | undefined)[], wanted: readonly boolean[]): (Tensor | undefined)[] {
		const wire = feeds.map(wireOf);
		const results = this.#callSync({ op: "run", feeds: wire, wanted }, buffersOf(wire));
		this.#runs++;
		return results.map(tensorOf);
	}

	tensors(): Promise<number> {
		return this.#call({ op: "tensors" });
	}

	async close(): Promise<void> {
		if (this.#lost) return;
		const left = await this.#call({ op: "clear" });
		this.print = () => undefined;
		if (left === 0 && this.onIdle) this.onIdle(this);
		else await this.end();
	}

	/** True until the thread has gone by itself. */
	get isAlive(): boolean {
		return this.#lost === undefined;
	}

	/** Ends the thread. */
	async end(): Promise<void> {
		this.#lost ??= new InferenceError("DISPOSED", "The worker of tfjs was ended.");
		this.#port.close();
		await this.#worker.terminate();
	}

	#call<R extends Request>(request: R, transfer: readonly Transferable[] = []): Promise<Answers[R["op"]]> {
		return new Promise((resolve, reject) => {
			if (this.#lost) return reject(this.#lost);
			this.#wait(this.#post(request, transfer), { resolve, reject });
		});
	}

	/** Blocks this thread until the answer is here; those to earlier requests settle on the way. */
	#callSync<R extends Request>(request: R, transfer: readonly Transferable[]): Answers[R["op"]] {
		if (this.#lost) throw this.#lost;
		let settled: { readonly answer: Answers[R["op"]] } | { readonly error: unknown } | undefined;
		this.#wait(this.#post(request, transfer), {
			resolve: (answer) => {
				settled = { answer };
			},
			reject: (error) => {
				settled = { error };
			},
		});
		while (settled === undefined) {
			const sent = Atomics.load(this.#sent, 0);
			const received = receiveMessageOnPort(this.#port) as { message: Reply } | undefined;
			if (received) this.#settle(received.message);
			else Atomics.wait(this.#sent, 0, sent, 1000);
		}
		const outcome = settled as { readonly answer: Answers[R["op"]] } | { readonly error: unknown };
		if ("error" in outcome) throw outcome.error;
		return outcome.answer;
	}

	#post(request: Request, transfer: readonly Transferable[]): number {
		const id = this.#next++;
		this.#port.postMessage({ id, request } satisfies Message, transfer);
		return id;
	}

	#wait(id: number, waiting: Waiting): void {
		this.#waiting.set(id, waiting);
		this.#worker.ref();
		this.#port.ref();
	}

	#settle(reply: Reply): void {
		if ("text" in reply) {
			this.print(reply.level, reply.text);
			return;
		}
		const waiting = this.#waiting.get(reply.id);
		this.#waiting.delete(reply.id);
		this.#rest();
		if ("answer" in reply) waiting?.resolve(reply.answer as never);
		else waiting?.reject(new InferenceError(reply.failure.code, reply.failure.message, reply.failure.details));
	}

	#lose(cause: Error): void {
		if (this.#lost) return;
		const isMemory = (cause as { code?: string }).code === "ERR_WORKER_OUT_OF_MEMORY";
		this.#lost = new InferenceError(
			isMemory ? "OUT_OF_MEMORY" : "ENGINE",
			`The worker of tfjs is gone: ${cause.message}`,
			{
				backend: ID,
				scope: "session",
				cause,
				advice: "Open the session again.",
			},
		);
		for (const { reject } of this.#waiting.values()) reject(this.#lost);
		this.#waiting.clear();
		this.#rest();
		this.#port.close();
	}

	#rest(): void {
		if (this.#waiting.size > 0) return;
		this.#worker.unref();
		this.#port.unref();
	}
}

function wireOf(tensor: Tensor | undefined): WireTensor | undefined {
	return tensor && { dtype: tensor.dtype, data: tensor.data, shape: tensor.shape };
}

function tensorOf(wire: WireTensor | undefined): Tensor | undefined {
	return wire && new Tensor(wire.dtype, wire.data, wire.shape);
}
