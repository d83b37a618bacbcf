import type { DType, TensorData } from "@polyinfer/core";

/** A tensor as it crosses to the other side: the data is a view of its whole buffer, which is transferred. */
export interface WireTensor {
	readonly dtype: DType;
	readonly data: TensorData;
	readonly shape: readonly number[];
}

/** What the library says of one input or output. */
export interface WireValue {
	readonly name: string;
	readonly isTensor: boolean;
	/** Its name of the element type. */
	readonly type?: string;
	/** Sizes, and symbolic names (`""` where there is none) of free axes. */
	readonly shape?: readonly (number | string)[];
}

/** What onnxruntime-web is started with. */
export interface WebFlags {
	/** Threads of a run; more than 1 needs shared memory. */
	readonly threads: number;
	/** Where its `.mjs` and `.wasm` files are: a folder's URL, or the two files'. Default: beside its script. */
	readonly wasmPaths?: string | { readonly mjs?: string; readonly wasm?: string };
	/** Its WebAssembly, compiled before. */
	readonly module?: WebAssembly.Module;
}

/** Imports the library. */
export interface LoadRequest {
	readonly op: "load";
	/** URL of its entry. Missing: the one that the other side knows by itself. */
	readonly entry?: string;
	/** Present where the library is onnxruntime-web. */
	readonly web?: WebFlags;
}

/** What was loaded. */
export interface LoadAnswer {
	/** The library's version, as it says itself. */
	readonly version: string;
	/** Threads that it can use. */
	readonly threads: number;
}

/** Opens a model. */
export interface OpenRequest {
	readonly op: "open";
	readonly model: string | Uint8Array;
	/** Its further files where it comes as bytes, by the names that the model calls them. */
	readonly externalData: readonly { readonly path: string; readonly data: Uint8Array }[];
	/** The library's session options. */
	readonly options: Readonly<Record<string, unknown>>;
}

/** One run: feeds by name, and the names of the outputs that are wanted. */
export interface RunRequest {
	readonly op: "run";
	readonly feeds: Readonly<Record<string, WireTensor>>;
	readonly outputs: readonly string[];
}

/** Releases the model. */
export interface CloseRequest {
	readonly op: "close";
}

/** What a run gave. */
export interface RunAnswer {
	readonly outputs: Readonly<Record<string, WireTensor>>;
	/** Runs that the library has carried out for this model, this one among them. */
	readonly engineRuns: number;
}

/** Each request, and what it is answered with. */
export interface Answers {
	load: LoadAnswer;
	open: {
		readonly inputs: readonly WireValue[];
		readonly outputs: readonly WireValue[];
		/** WebAssembly that was compiled here. */
		readonly module?: WebAssembly.Module;
	};
	run: RunAnswer;
	close: null;
}

/** What goes to the other side. */
export type Request = LoadRequest | OpenRequest | RunRequest | CloseRequest;

/** A request on its way. */
export interface Message {
	readonly id: number;
	readonly request: Request;
}

/** What comes back: one for each message, in the order of the messages. */
export interface Reply {
	readonly id: number;
	readonly answer?: Answers[keyof Answers];
	/** The engine's words, where the request failed. */
	readonly failure?: string;
	/** Present where the failure may have left the library broken. */
	readonly isBroken?: true;
}

/** What JavaScript printed on the other side. */
export interface Printed {
	readonly text: string;
}
