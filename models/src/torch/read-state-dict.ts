import { invalidStateDict } from "./invalid-state-dict.ts";
import { type PickleGlobal, type PickleValue, readPickle } from "./pickle.ts";
import { copyStrided, type StridedView } from "./strided.ts";

/** A weight of a PyTorch model, dense and row-major. */
export interface StateTensor {
	readonly shape: readonly number[];
	readonly data: Float32Array;
}

class Storage {
	readonly type: string;
	readonly key: string;
	readonly count: number;
	/** Elements, once they are read; `null` for types that are passed over. */
	data: Float32Array | null = null;
	constructor(type: string, key: string, count: number) {
		this.type = type;
		this.key = key;
		this.count = count;
	}
}

class View implements StridedView {
	readonly storage: Storage;
	readonly offset: number;
	readonly shape: readonly number[];
	readonly stride: readonly number[];
	constructor(storage: Storage, offset: number, shape: readonly number[], stride: readonly number[]) {
		this.storage = storage;
		this.offset = offset;
		this.shape = shape;
		this.stride = stride;
	}
}

const magic = 0x1950a86a20f9469cfc6cn;
const version = 1001;
const bytesOf: Readonly<Record<string, number>> = { "torch FloatStorage": 4, "torch LongStorage": 8 };

/**
 * Reads the float tensors of a state dict that `torch.save` wrote in the format before PyTorch 1.6, by name and in the
 * file's order; integer counters are passed over. Strides are honoured. Throws INVALID_MODEL for everything else.
 * Source: `torch/serialization.py`, `_legacy_load`.
 */
export function readStateDict(bytes: Uint8Array): Map<string, StateTensor> {
	const storages = new Map<string, Storage>();
	const context = { globals, persistent: (id: PickleValue) => storageOf(id, storages) };
	let at = 0;
	const next = (): PickleValue => {
		const { value, end } = readPickle(bytes, at, context);
		at = end;
		return value;
	};
	if (next() !== magic) throw invalidStateDict("its first number is another (a zip file is the newer format)");
	if (next() !== version) throw invalidStateDict(`its format is not version ${version}`);
	const system = next();
	if (!(system instanceof Map) || system.get("little_endian") !== true)
		throw invalidStateDict("it was written on a big-endian machine");
	const state = next();
	const keys = next();
	if (!(state instanceof Map) || !Array.isArray(keys)) throw invalidStateDict("it holds no dictionary");
	for (const key of keys) at = readStorage(bytes, at, storages.get(String(key)));

	const tensors = new Map<string, StateTensor>();
	for (const [name, view] of state) {
		if (typeof name !== "string" || !(view instanceof View)) throw invalidStateDict(`${name} is not a tensor`);
		if (view.storage.type !== "torch FloatStorage") continue;
		if (!view.storage.data) throw invalidStateDict(`the content of ${name} is not in it`);
		tensors.set(name, { shape: view.shape, data: copyStrided(view.storage.data, view) });
	}
	return tensors;
}

const storageType = (name: string): [string, PickleGlobal] => {
	const refuse: PickleGlobal = () => {
		throw invalidStateDict(`its pickle calls \`${name}\``);
	};
	return [name, Object.assign(refuse, { storageType: name })];
};

const globals: ReadonlyMap<string, PickleGlobal> = new Map([
	["collections OrderedDict", () => new Map()],
	[
		"torch._utils _rebuild_tensor_v2",
		([storage, offset, shape, stride]) => {
			if (!(storage instanceof Storage) || typeof offset !== "number" || !isNumbers(shape) || !isNumbers(stride))
				throw invalidStateDict("a tensor in it has no storage, offset, shape and strides");
			return new View(storage, offset, shape, stride);
		},
	],
	...Object.keys(bytesOf).map(storageType),
]);

function isNumbers(value: unknown): value is number[] {
	return Array.isArray(value) && value.every((n) => typeof n === "number");
}

function storageOf(id: PickleValue, storages: Map<string, Storage>): Storage {
	const [kind, type, key, , count, view] = Array.isArray(id) ? (id as PickleValue[]) : [];
	const name = (type as { storageType?: string } | undefined)?.storageType;
	if (kind !== "storage" || !name || typeof key !== "string" || typeof count !== "number" || count < 0 || view !== null)
		throw invalidStateDict("it refers to something outside that is no storage");
	const known = storages.get(key);
	if (known) return known;
	const storage = new Storage(name, key, count);
	storages.set(key, storage);
	return storage;
}

/** Reads one storage: its count, then its elements. Gives where it ends. */
function readStorage(bytes: Uint8Array, at: number, storage: Storage | undefined): number {
	if (!storage) throw invalidStateDict("it carries a storage that no tensor uses");
	const end = at + 8 + storage.count * (bytesOf[storage.type] as number);
	if (end > bytes.length) throw invalidStateDict(`the file ends inside a storage, at byte ${bytes.length}`);
	const count = new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(at, true);
	if (count !== BigInt(storage.count))
		throw invalidStateDict(`a storage has ${count} elements where its tensors expect ${storage.count}`);
	if (storage.type === "torch FloatStorage")
		storage.data = new Float32Array(Uint8Array.from(bytes.subarray(at + 8, end)).buffer);
	return end;
}
