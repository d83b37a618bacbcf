import { InferenceError } from "@polyinfer/core";
import type { Weight } from "../graph.ts";
import { ONNX_LIMITS, type OnnxLimits } from "../limits.ts";
import { WireReader } from "../protobuf/wire-reader.ts";
import { WireSource } from "../protobuf/wire-source.ts";
import { finish, type Sliced } from "../slices.ts";
import { readTensor } from "./read-tensor.ts";
import { CONTAINER_KIND, OPTIONAL, SEQUENCE } from "./schema.ts";

/** A value as ONNX stores it on its own, outside a model. */
export type OnnxValue =
	| { readonly kind: "tensor"; readonly tensor: Weight }
	| { readonly kind: "sequence"; readonly elements: readonly OnnxValue[] }
	/** Without `value`: the optional is empty. */
	| { readonly kind: "optional"; readonly value?: OnnxValue };

const schemas = { sequence: SEQUENCE, optional: OPTIONAL } as const;

/**
 * The bytes of one value, as in ONNX's test data: a `TensorProto`, `SequenceProto` or `OptionalProto`; the bytes do not
 * tell which, so `kind` does. Tensors are views into `bytes`, which must not be changed while they are in use.
 * Throws INVALID_MODEL for bytes that are broken or over a bound, UNSUPPORTED for maps and sparse tensors in containers.
 */
export function readOnnxValue(bytes: Uint8Array, kind: OnnxValue["kind"], limits: Partial<OnnxLimits> = {}): OnnxValue {
	const own = bytes.buffer instanceof ArrayBuffer ? bytes : new Uint8Array(bytes);
	const source = new WireSource(own, { ...ONNX_LIMITS, ...limits });
	return finish(readKind(new WireReader(source, undefined, kind), kind));
}

function* readKind(reader: WireReader, kind: OnnxValue["kind"]): Sliced<OnnxValue> {
	if (kind === "tensor") return { kind, tensor: yield* readTensor(reader) };
	const elements = yield* readElements(reader, kind);
	if (kind === "sequence") return { kind, elements };
	const [value] = elements;
	if (elements.length > 1) reader.fail(`expected at most one value in an optional but received ${elements.length}`);
	return value === undefined ? { kind } : { kind, value };
}

/** Both containers hold the values of each kind in a field of its own; an optional has one such field or none. */
function* readElements(reader: WireReader, container: "sequence" | "optional"): Sliced<readonly OnnxValue[]> {
	const schema = schemas[container];
	const elements: OnnxValue[] = [];
	while (reader.next()) {
		if (reader.source.meter.due(1)) yield;
		const { field } = reader;
		if (field === schema.kind) {
			const kind = reader.int("elem_type");
			if (kind === CONTAINER_KIND.sparseTensor || kind === CONTAINER_KIND.map)
				throw new InferenceError(
					"UNSUPPORTED",
					`Expected tensors, sequences or optionals in a ${container} but received ${kind === CONTAINER_KIND.map ? "maps" : "sparse tensors"}.`,
				);
			continue;
		}
		const kind = field === schema.tensor ? "tensor" : field === schema.sequence ? "sequence" : "optional";
		if (field !== schema[kind]) {
			reader.skip();
			continue;
		}
		reader.charge(100);
		elements.push(yield* readKind(reader.message(kind, elements.length), kind));
	}
	return elements;
}
