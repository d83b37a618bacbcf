import { JavascriptModel, type OnnxRuntimeJavascript } from "./javascript-model.ts";
import type { Answers, LoadRequest, Message, Reply, Request, WebFlags } from "./protocol.ts";

/** Owns a library and a model, and answers requests, one after the other. */
export class Answerer {
	readonly #load: (request: LoadRequest) => Promise<OnnxRuntimeJavascript>;
	readonly #compiled: () => WebAssembly.Module | undefined;
	#runtime: OnnxRuntimeJavascript | undefined;
	#model: JavascriptModel | undefined;
	/** A close must not overtake a run. */
	#last: Promise<unknown> = Promise.resolve();

	/** `load` imports the library that a request names; `compiled` says what WebAssembly it has compiled. */
	constructor(
		load: (request: LoadRequest) => Promise<OnnxRuntimeJavascript>,
		compiled: () => WebAssembly.Module | undefined = () => undefined,
	) {
		this.#load = load;
		this.#compiled = compiled;
	}

	/** The answer to a message, when those before it are answered. Never rejects. */
	reply(message: Message): Promise<Reply> {
		const reply = this.#last.then(() => this.#reply(message));
		this.#last = reply;
		return reply;
	}

	async #reply({ id, request }: Message): Promise<Reply> {
		try {
			return { id, answer: await this.#answer(request) };
		} catch (error) {
			const failure = error instanceof Error ? error.message : String(error);
			return { id, failure, ...(isHarmless(error, failure) ? {} : { isBroken: true }) };
		}
	}

	async #answer(request: Request): Promise<Answers[keyof Answers]> {
		if (request.op === "load") {
			const runtime = await this.#load(request);
			this.#runtime = runtime;
			if (request.web) setFlags(runtime, request.web);
			// What it prints while it starts would be of no use to anyone; sessions have a log of their own.
			runtime.env.logLevel = "fatal";
			const { web, node, common } = runtime.env.versions;
			return { version: web ?? node ?? common ?? "", threads: request.web?.threads ?? 0 };
		}
		if (request.op === "open") {
			await this.#close();
			this.#model = await JavascriptModel.open(this.#runtime as OnnxRuntimeJavascript, request);
			const module = this.#compiled();
			return { ...this.#model.values, ...(module === undefined ? {} : { module }) };
		}
		if (request.op === "run") return (this.#model as JavascriptModel).run(request);
		await this.#close();
		return null;
	}

	#close(): Promise<void> {
		const model = this.#model;
		this.#model = undefined;
		return model?.release() ?? Promise.resolve();
	}
}

/** WebAssembly that has trapped, thrown what is no Error, or run out of memory is not to be used again. */
function isHarmless(error: unknown, failure: string): boolean {
	const hasTrapped = error instanceof WebAssembly.RuntimeError || error instanceof RangeError;
	return error instanceof Error && !hasTrapped && !/alloc|out of memory|no available backend found/i.test(failure);
}

/** onnxruntime-web reads them when it starts, with its first model. */
function setFlags({ env }: OnnxRuntimeJavascript, { threads, wasmPaths, module }: WebFlags): void {
	if (env.wasm === undefined) throw new Error("This is no onnxruntime-web: it has no `env.wasm`.");
	env.wasm.numThreads = threads;
	env.wasm.proxy = false;
	if (wasmPaths !== undefined) env.wasm.wasmPaths = wasmPaths;
	// Bytes that nobody looks at, so that none are fetched.
	if (module !== undefined) env.wasm.wasmBinary = new ArrayBuffer(8);
}
