import type { WebFlags } from "../javascript/protocol.ts";
import type { StartTransport } from "../javascript/transport.ts";

/** Where onnxruntime-web is run, by a Node process or by a page. */
export interface WebHost {
	/** Ways to start it, the best first; the next is taken where one does not start. */
	readonly starts: readonly StartTransport[];
	/** URL of onnxruntime-web's entry, where the other side does not know it by itself. */
	readonly entry?: string;
	/** In full. */
	readonly wasmPaths?: NonNullable<WebFlags["wasmPaths"]>;
	/** What the report names as the library. */
	readonly path: string;
	/** What to do where onnxruntime-web is missing or does not load. */
	readonly advice: string;
	/** Threads that a run can have here, at most, and why not more. */
	readonly threads: { readonly most: number; readonly why?: string };
	/** Ends the turn of the event loop, so that others get theirs. */
	nextTurn(): Promise<void>;
}
