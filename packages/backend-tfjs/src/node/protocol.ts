import type { ErrorCode, InferenceErrorDetails, Tensor, TensorData } from "@polyinfer/core";
import type { LaneFacts, OpenedProgram, OpenProgram } from "../lane/lane.ts";
import type { TfjsOptions } from "../options.ts";
import type { DeviceName } from "../tensorflow/loaded-tensorflow.ts";
import type { PrintSink } from "../tensorflow/tensorflow-device.ts";

/** A tensor on its way: structured clones drop classes. */
export interface WireTensor {
	readonly dtype: Tensor["dtype"];
	readonly data: TensorData;
	readonly shape: readonly number[];
}

/** What the worker is asked to do. */
export type Request =
	| { readonly op: "load"; readonly device: DeviceName; readonly options: TfjsOptions; readonly threads?: number }
	| ({ readonly op: "open" } & OpenProgram)
	| { readonly op: "run"; readonly feeds: readonly (WireTensor | undefined)[]; readonly wanted: readonly boolean[] }
	| { readonly op: "tensors" }
	| { readonly op: "clear" };

/** Each request's answer. */
export interface Answers {
	load: LaneFacts;
	open: OpenedProgram;
	run: readonly (WireTensor | undefined)[];
	tensors: number;
	/** Tensors that are still there: 0, unless something was lost. */
	clear: number;
}

/** An `InferenceError` on its way. */
export interface Failure {
	readonly code: ErrorCode;
	readonly message: string;
	readonly details: Pick<InferenceErrorDetails, "stage" | "backend" | "advice" | "scope">;
}

/** A request on its way. */
export interface Message {
	readonly id: number;
	readonly request: Request;
}

/** What comes back: a reply for each message, and what was printed. */
export type Reply =
	| { readonly id: number; readonly answer: Answers[keyof Answers] }
	| { readonly id: number; readonly failure: Failure }
	| { readonly level: Parameters<PrintSink>[0]; readonly text: string };

/** What a worker is started with. `sent[0]` counts its messages, so that a thread can wait for one. */
export interface WorkerStart {
	readonly port: import("node:worker_threads").MessagePort;
	readonly sent: Int32Array;
}

/** The whole buffers behind tensors, each once, to hand over instead of to copy. */
export function buffersOf(tensors: readonly (WireTensor | undefined)[]): ArrayBuffer[] {
	const buffers = new Set<ArrayBuffer>();
	for (const tensor of tensors)
		if (tensor && ArrayBuffer.isView(tensor.data) && tensor.data.buffer instanceof ArrayBuffer)
			buffers.add(tensor.data.buffer);
	return [...buffers];
}
