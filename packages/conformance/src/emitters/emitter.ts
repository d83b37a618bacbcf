import type { DType, ModelFile, ModelMetadata } from "@polyinfer/core";
import type { Net, NetOp } from "../net.ts";

/** A net in one format. */
export interface EmittedNet {
	/** Main file first, in new memory. */
	readonly files: readonly ModelFile[];
	/** What reading the files gives, as in `LoadedModel`, where Polyinfer parses the format. */
	readonly graph?: unknown;
	readonly metadata?: ModelMetadata;
}

/** Writes nets in one model format. A format is added by one file here and one line in `EMITTERS`. */
export interface Emitter {
	/** What the format can express; a net beyond it is no case for this format. */
	readonly dtypes: readonly DType[];
	readonly ops: readonly NetOp[];
	readonly freeAxes: boolean;
	/** Free axes keep their names. */
	readonly axisNames: boolean;
	/** Names, order and dtypes of inputs and outputs are those of `net`. */
	readonly emit: (net: Net) => EmittedNet;
}
