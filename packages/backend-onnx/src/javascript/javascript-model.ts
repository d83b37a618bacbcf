import type { TensorData } from "@polyinfer/core";
import type { Answers, OpenRequest, RunRequest, WireTensor, WireValue } from "./protocol.ts";

/** The part of onnxruntime-node, and of onnxruntime-web, that is used, declared here so that its types show nowhere. */
export interface OnnxRuntimeJavascript {
	readonly env: {
		logLevel: string;
		readonly versions: Readonly<Record<string, string | undefined>>;
		readonly wasm?: { numThreads?: number; wasmPaths?: unknown; wasmBinary?: ArrayBuffer; proxy?: boolean };
	};
	readonly InferenceSession: {
		create(model: string | Uint8Array, options: object): Promise<JavascriptSession>;
	};
	readonly Tensor: new (type: string, data: unknown, dims: readonly number[]) => JavascriptTensor;
}

interface JavascriptTensor {
	readonly type: string;
	readonly data: unknown;
	readonly dims: readonly number[];
}

interface JavascriptSession {
	readonly inputMetadata: readonly WireValue[];
	readonly outputMetadata: readonly WireValue[];
	run(
		feeds: Readonly<Record<string, JavascriptTensor>>,
		outputs: readonly string[],
	): Promise<Record<string, JavascriptTensor>>;
	release(): Promise<void>;
}

type HalfArray = new (buffer: ArrayBufferLike, byteOffset: number, length: number) => ArrayBufferView;

/** Where the language has float16 arrays, the libraries want them; tensors here hold the raw bits. */
const Half = (globalThis as { Float16Array?: HalfArray }).Float16Array;

/** A model in one of the libraries. Its calls block the thread that they are made on. */
export class JavascriptModel {
	readonly #runtime: OnnxRuntimeJavascript;
	readonly #session: JavascriptSession;
	#runs = 0;

	private constructor(runtime: OnnxRuntimeJavascript, session: JavascriptSession) {
		this.#runtime = runtime;
		this.#session = session;
	}

	/** Opens the model. Rejects with the library's own errors. */
	static async open(runtime: OnnxRuntimeJavascript, request: OpenRequest): Promise<JavascriptModel> {
		const { model, options, externalData } = request;
		const all = externalData.length > 0 ? { ...options, externalData } : options;
		return new JavascriptModel(runtime, await runtime.InferenceSession.create(model, all));
	}

	/** Inputs and outputs. */
	get values(): Answers["open"] {
		const plain = ({ name, isTensor, type, shape }: WireValue): WireValue =>
			isTensor ? { name, isTensor, type: type as string, shape: [...(shape ?? [])] } : { name, isTensor };
		return {
			inputs: this.#session.inputMetadata.map(plain),
			outputs: this.#session.outputMetadata.map(plain),
		};
	}

	/** One run, over the memory of the feeds. */
	async run(request: RunRequest): Promise<Answers["run"]> {
		const feeds: Record<string, JavascriptTensor> = {};
		for (const [name, tensor] of Object.entries(request.feeds)) feeds[name] = this.#toJavascript(tensor);
		const results = await this.#session.run(feeds, request.outputs);
		this.#runs++;
		const outputs: Record<string, WireTensor> = {};
		for (const [name, tensor] of Object.entries(results)) outputs[name] = toWire(tensor);
		return { outputs, engineRuns: this.#runs };
	}

	release(): Promise<void> {
		return this.#session.release();
	}

	#toJavascript({ dtype, data, shape }: WireTensor): JavascriptTensor {
		const bits = data as Uint16Array;
		const given = dtype === "float16" && Half ? new Half(bits.buffer, bits.byteOffset, bits.length) : data;
		return new this.#runtime.Tensor(dtype, given, shape);
	}
}

function toWire({ type, data, dims }: JavascriptTensor): WireTensor {
	const view = data as Uint16Array;
	const bits = type === "float16" ? new Uint16Array(view.buffer, view.byteOffset, view.length) : data;
	return { dtype: type as WireTensor["dtype"], data: bits as TensorData, shape: dims };
}
