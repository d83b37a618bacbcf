import type { Lane } from "./lane/lane.ts";
import type { TensorFlow } from "./program.ts";
import type { LoadTensorFlow } from "./tensorflow/loaded-tensorflow.ts";
import type { PrintSink } from "./tensorflow/tensorflow-device.ts";

/** What differs between Node and browsers. */
export interface Platform {
	/** Version and folder of an installed package. Missing in browsers: only importing one tells. */
	find?(name: string): { readonly folder: string; readonly version: string } | undefined;
	/** Starts TensorFlow.js on a thread of its own. Missing where there is only the calling one. */
	startWorker?(request: LoadTensorFlow, print: PrintSink): Promise<Lane>;
	/** tfjs-node. */
	importNode?(): Promise<TensorFlow>;
	/** Folder of the `.wasm` files. */
	wasmFolder?(): string | undefined;
}
