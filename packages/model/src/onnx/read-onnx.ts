import type { Model } from "../graph.ts";
import { ONNX_LIMITS, type OnnxLimits } from "../limits.ts";
import { WireReader } from "../protobuf/wire-reader.ts";
import { WireSource } from "../protobuf/wire-source.ts";
import { finish, finishInTurns, type Sliced } from "../slices.ts";
import { checkModel } from "./check-model.ts";
import { readModel } from "./read-model.ts";

/**
 * The bytes of an ONNX file as a model. Weights are views into `bytes`, which must not be changed while the model is
 * in use (bytes in shared memory are copied first). Nothing is opened, run or printed.
 * Throws INVALID_MODEL, with the byte or the path of the field, for a file that is broken, inconsistent or over a bound.
 */
export function readOnnx(bytes: Uint8Array, limits: Partial<OnnxLimits> = {}): Model {
	return finish(read(bytes, limits));
}

/** The same a few milliseconds at a time, so that the event loop stays free. Rejects with ABORTED too. */
export function readOnnxAsync(
	bytes: Uint8Array,
	options: { readonly limits?: Partial<OnnxLimits>; readonly signal?: AbortSignal } = {},
): Promise<Model> {
	return finishInTurns(read(bytes, options.limits ?? {}), options.signal);
}

function* read(bytes: Uint8Array, limits: Partial<OnnxLimits>): Sliced<Model> {
	const own = bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes);
	const source = new WireSource(own, { ...ONNX_LIMITS, ...limits });
	const model = yield* readModel(new WireReader(source));
	yield* checkModel(model, source.meter);
	return model;
}
