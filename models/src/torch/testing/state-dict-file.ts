import { join, pickle } from "./pickle-writer.ts";

/** One tensor of {@link stateDictFile}: a view of a storage of its own. */
export interface TensorSpec {
	readonly name: string;
	readonly storage: readonly number[];
	readonly offset?: number;
	readonly shape: readonly number[];
	readonly stride: readonly number[];
	/** A counter of 64-bit integers. */
	readonly long?: boolean;
}

/** The bytes of a file as PyTorch before 1.6 saved a state dict. */
export function stateDictFile(tensors: readonly TensorSpec[]): Uint8Array {
	const key = (i: number): Uint8Array => pickle.text(`${1000 + i}`);
	const ints = (values: readonly number[]): Uint8Array => pickle.tupleOf(...values.map(pickle.int));
	const items = tensors.flatMap(({ name, storage, offset = 0, shape, stride, long }, i) => [
		pickle.text(name),
		pickle.global("torch._utils", "_rebuild_tensor_v2"),
		pickle.mark,
		pickle.tupleOf(
			pickle.text("storage"),
			pickle.global("torch", long ? "LongStorage" : "FloatStorage"),
			key(i),
			pickle.text("cpu"),
			pickle.int(storage.length),
			pickle.none,
		),
		pickle.persistent,
		pickle.int(offset),
		ints(shape),
		ints(stride),
		pickle.false,
		pickle.global("collections", "OrderedDict"),
		pickle.emptyTuple,
		pickle.reduce,
		pickle.tuple,
		pickle.reduce,
	]);
	const storages = tensors.map(({ storage, long }) => {
		const data = long ? BigInt64Array.from(storage, BigInt) : Float32Array.from(storage);
		return join([new Uint8Array(BigInt64Array.of(BigInt(storage.length)).buffer), new Uint8Array(data.buffer)]);
	});
	return join([
		pickle.of(pickle.long(0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19)),
		pickle.of(pickle.int(1001)),
		pickle.of(pickle.emptyDict, pickle.text("little_endian"), pickle.true, pickle.setItem),
		pickle.of(
			pickle.global("collections", "OrderedDict"),
			pickle.emptyTuple,
			pickle.reduce,
			pickle.mark,
			...items,
			pickle.setItems,
			pickle.emptyDict,
			pickle.build,
		),
		pickle.of(pickle.emptyList, pickle.mark, ...tensors.map((_, i) => key(i)), pickle.appends),
		...storages,
	]);
}
