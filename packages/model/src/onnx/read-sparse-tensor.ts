import type { Weight } from "../graph.ts";
import { ONNX_LIMITS } from "../limits.ts";
import { WireReader } from "../protobuf/wire-reader.ts";
import { WireSource } from "../protobuf/wire-source.ts";
import type { Sliced } from "../slices.ts";
import { readDims, readTensor } from "./read-tensor.ts";
import { SPARSE_TENSOR } from "./schema.ts";

/** A `SparseTensorProto`: its parts, and the shape of the dense tensor that it stands for. */
export interface SparseTensor {
	readonly values: Weight | undefined;
	readonly indices: Weight | undefined;
	readonly shape: readonly number[];
}

/** Reads a serialized `SparseTensorProto`. Throws INVALID_MODEL with the byte within it. */
export function* readSparseTensor(bytes: Uint8Array): Sliced<SparseTensor> {
	const source = new WireSource(bytes, ONNX_LIMITS);
	const file = new WireReader(source);
	const shape: number[] = [];
	let values: Weight | undefined;
	let indices: Weight | undefined;
	while (file.next()) {
		switch (file.field) {
			case SPARSE_TENSOR.values:
				values = yield* readTensor(file.message("values"));
				break;
			case SPARSE_TENSOR.indices:
				indices = yield* readTensor(file.message("indices"));
				break;
			case SPARSE_TENSOR.dims:
				readDims(file, shape);
				break;
			default:
				file.skip();
		}
	}
	return { values, indices, shape };
}
