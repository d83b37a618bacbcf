import { invalidStateDict as invalid } from "./invalid-state-dict.ts";

/** What a pickle can hold here. `object` is whatever a global's function made. */
export type PickleValue = null | boolean | number | bigint | string | object;

/** A name that a pickle may refer to: what calling it gives. */
export type PickleGlobal = (args: readonly PickleValue[]) => PickleValue;

/** What surrounds one pickle. */
export interface PickleContext {
	/** The only names that may be called, as `module name`. */
	readonly globals: ReadonlyMap<string, PickleGlobal>;
	/** Resolves an object that lies outside the pickle. */
	readonly persistent: (id: PickleValue) => PickleValue;
}

const mark = Symbol("mark");
type Slot = PickleValue | typeof mark;

/**
 * Reads one pickle that starts at `offset`; gives its value and where it ends. Python's `tuple` and `list` become
 * arrays, `dict` a `Map`. Runs no code but the functions of `context.globals`, and knows only the opcodes that a
 * dictionary of tensors is written with: anything else, and anything broken, throws INVALID_MODEL.
 * Source: Python's `pickletools`, protocol 2.
 */
export function readPickle(
	bytes: Uint8Array,
	offset: number,
	context: PickleContext,
): { readonly value: PickleValue; readonly end: number } {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	const stack: Slot[] = [];
	const memo = new Map<number, PickleValue>();
	let at = offset;

	const take = (count: number): number => {
		if (count > bytes.length - at) throw invalid(`the file ends inside a pickle, at byte ${bytes.length}`);
		at += count;
		return at - count;
	};
	const text = (count: number): string => {
		const start = take(count);
		return new TextDecoder("utf-8", { fatal: false }).decode(bytes.subarray(start, start + count));
	};
	const line = (): string => {
		const end = bytes.indexOf(10, at);
		if (end < 0) throw invalid("a name in its pickle has no end");
		const found = text(end - at);
		at = end + 1;
		return found;
	};
	const pop = (): PickleValue => {
		const value = stack.pop();
		if (value === undefined || value === mark) throw invalid(`its pickle takes from an empty stack at byte ${at}`);
		return value;
	};
	const popToMark = (): PickleValue[] => {
		const start = stack.lastIndexOf(mark);
		if (start < 0) throw invalid(`its pickle has no mark before byte ${at}`);
		const values = stack.splice(start) as PickleValue[];
		return values.slice(1);
	};
	const popTuple = (count: number): PickleValue[] => Array.from({ length: count }, pop).reverse();
	const top = <T extends object>(Type: new () => T): T => {
		const value = stack.at(-1);
		if (!(value instanceof Type)) throw invalid(`its pickle has no ${Type.name} at byte ${at}`);
		return value;
	};
	const recall = (key: number): PickleValue => {
		const value = memo.get(key);
		if (value === undefined) throw invalid(`its pickle recalls ${key}, which it never stored`);
		return value;
	};
	const store = (key: number): void => {
		const value = pop();
		memo.set(key, value);
		stack.push(value);
	};
	const setItems = (pairs: readonly PickleValue[]): void => {
		const map = top<Map<PickleValue, PickleValue>>(Map);
		for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i] as PickleValue, pairs[i + 1] ?? null);
	};

	const opcodes: Readonly<Record<number, () => void>> = {
		128: () => {
			const version = bytes[take(1)] as number;
			if (version !== 2) throw invalid(`received pickle protocol ${version}, not 2`);
		},
		40: () => stack.push(mark), // (
		78: () => stack.push(null), // N
		136: () => stack.push(true),
		137: () => stack.push(false),
		75: () => stack.push(bytes[take(1)] as number), // K
		77: () => stack.push(view.getUint16(take(2), true)), // M
		74: () => stack.push(view.getInt32(take(4), true)), // J
		138: () => {
			const count = bytes[take(1)] as number;
			const start = take(count);
			stack.push(longOf(bytes.subarray(start, start + count)));
		},
		88: () => stack.push(text(view.getUint32(take(4), true))), // X
		125: () => stack.push(new Map()), // }
		93: () => stack.push([]), // ]
		41: () => stack.push([]), // )
		116: () => stack.push(popToMark()), // t
		133: () => stack.push(popTuple(1)),
		134: () => stack.push(popTuple(2)),
		113: () => store(bytes[take(1)] as number), // q
		114: () => store(view.getUint32(take(4), true)), // r
		104: () => stack.push(recall(bytes[take(1)] as number)), // h
		106: () => stack.push(recall(view.getUint32(take(4), true))), // j
		115: () => setItems(popTuple(2)), // s
		117: () => setItems(popToMark()), // u
		101: () => {
			// e
			const values = popToMark();
			const list = top<PickleValue[]>(Array);
			for (const value of values) list.push(value);
		},
		99: () => stack.push(global(`${line()} ${line()}`, context)), // c
		82: () => {
			const args = pop();
			const callee = pop();
			if (typeof callee !== "function" || !Array.isArray(args))
				throw invalid(`its pickle calls what is no function at byte ${at}`);
			stack.push((callee as PickleGlobal)(args));
		},
		98: () => {
			// The only objects with state are dictionaries, whose attributes say nothing about tensors.
			pop();
			top(Map);
		},
		81: () => stack.push(context.persistent(pop())), // Q
	};

	for (;;) {
		const opcode = bytes[take(1)] as number;
		if (opcode === 46) return { value: pop(), end: at };
		const step = opcodes[opcode];
		if (!step)
			throw invalid(`received pickle opcode ${opcode} at byte ${at - 1}, which a dictionary of tensors does not need`);
		step();
	}
}

function global(name: string, { globals }: PickleContext): PickleGlobal {
	const found = globals.get(name);
	if (!found) throw invalid(`its pickle wants to call \`${name}\`, which is not allowed`);
	return found;
}

/** A little-endian integer in two's complement. */
function longOf(bytes: Uint8Array): bigint {
	let value = 0n;
	for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i] as number);
	return BigInt.asIntN(bytes.length * 8, value);
}
