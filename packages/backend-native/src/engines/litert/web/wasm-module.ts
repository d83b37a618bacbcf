/** An object of the engine's C++, which lives until it is deleted. */
interface Deletable {
	delete(): void;
}

interface Vector<T> extends Deletable {
	size(): number;
	get(index: number): T;
}

/** A value of an enum of the engine's. */
interface Enumerator {
	readonly value: number;
}

interface Layout extends Deletable {
	dimensions(): Vector<number>;
}

/** Element type and sizes of a value. */
export interface TensorType extends Deletable {
	elementType(): Enumerator;
	/** Throws where a size is free. */
	layout(): Layout;
	bytes(): number;
}

/** Memory of one value. */
export interface TensorBuffer extends Deletable {
	/** Where it is in the heap. */
	lock(mode: Enumerator): number;
	unlock(): void;
	tensorType(): TensorType;
	packedSize(): number;
}

/** Names of inputs and outputs. */
interface Signature extends Deletable {
	key(): string;
	inputNames(): Vector<string>;
	outputNames(): Vector<string>;
}

/** A model file that was read. */
export interface WasmModel extends Deletable {
	getNumSignatures(): number;
	getSignature(index: number): Signature;
	getInputTensorType(signature: number, index: number): TensorType;
	getOutputTensorType(signature: number, index: number): TensorType;
}

/** A model that can run. */
export interface CompiledModel extends Deletable {
	run(signature: number, inputs: readonly TensorBuffer[]): TensorBuffer[];
}

/** The engine's devices, opaque. */
export type Environment = Deletable;

/**
 * LiteRT as WebAssembly: what of the module in `litert_wasm_internal.js` is used here. Its types are `LiteRtWasm` in the
 * declarations of `@litertjs/core` 2.5.3; the processor's path calls are synchronous there.
 */
export interface WasmModule {
	/** Replaced whenever memory grows. */
	readonly HEAPU8: Uint8Array;
	_malloc(bytes: number): number;
	_free(pointer: number): void;
	setupLogging(): void;
	readonly LiteRtEnvironment: { create(gpuDevice: null): Environment };
	readonly LiteRtTensorBuffer: {
		createManaged(environment: Environment, kind: Enumerator, type: TensorType, bytes: number): TensorBuffer;
	};
	readonly LiteRtTensorBufferType: { readonly HOST_MEMORY: Enumerator };
	readonly LiteRtTensorBufferLockMode: { readonly READ: Enumerator; readonly WRITE: Enumerator };
	/** The bytes at `pointer` must stay until the model is deleted. */
	loadModel(environment: Environment, pointer: number, bytes: number): WasmModel;
	compileModel(environment: Environment, model: WasmModel, options: { readonly accelerator: "wasm" }): CompiledModel;
}

/** Makes the module: fetches its `.wasm` from where `locateFile` says. */
export type ModuleFactory = (options: {
	locateFile(name: string): string;
	print(text: string): void;
	printErr(text: string): void;
}) => Promise<WasmModule>;

/** Takes the elements out of a vector and deletes it. */
export function elementsOf<T>(vector: Vector<T>): T[] {
	const elements = Array.from({ length: vector.size() }, (_, i) => vector.get(i));
	vector.delete();
	return elements;
}
