import { getHeapStatistics } from "node:v8";
import type { FuzzTarget } from "./fuzz-target.ts";
import { Random } from "./random.ts";

/** Milliseconds that one file may take. */
const MAX_MS = 100;
/** Files that are kept to be changed further; later ones take the places of others. */
const MAX_CORPUS = 2000;
/** Files up to here are always kept. */
const SMALL_BYTES = 4096;
/** Larger files are not made: what they cost grows with them, and fewer would be tried. */
const MAX_BYTES = 256 * 1024;

/** Bytes that reading a file of this size may take. */
const memoryBound = (sizeBytes: number): number => 4 * sizeBytes + 64 * 2 ** 20;

/** A file that a target does not withstand. */
export interface Crasher {
	readonly bytes: Uint8Array;
	readonly reason: string;
}

/** How a run of the fuzzer went. */
export interface FuzzResult {
	readonly runs: number;
	/** Different words that files led to. */
	readonly words: number;
	readonly slowestMs: number;
	readonly mostMemoryBytes: number;
	readonly crashers: readonly Crasher[];
}

/** Changes and reads files until the time is over. `before` sees each file first, so that it is known if reading never ends. */
export function fuzzLoop(
	target: FuzzTarget,
	{ seconds, seed }: { readonly seconds: number; readonly seed: number },
	before: (bytes: Uint8Array) => void = () => {},
): FuzzResult {
	const random = new Random(seed);
	const corpus = target.seeds();
	const words = new Set<string>();
	const crashers = new Map<string, Crasher>();
	const end = performance.now() + 1000 * seconds;
	let [runs, slowestMs, mostMemoryBytes] = [0, 0, 0];
	const step = (bytes: Uint8Array, isSeed: boolean): void => {
		before(bytes);
		runs++;
		try {
			const { word, ms, memoryBytes } = measure(target, bytes);
			slowestMs = Math.max(slowestMs, ms);
			mostMemoryBytes = Math.max(mostMemoryBytes, memoryBytes);
			if (words.has(word) || isSeed) return;
			words.add(word);
			// Large files are slow to change: most are read once and left behind.
			if (bytes.length > SMALL_BYTES && random.chance(0.95)) return;
			if (corpus.length < MAX_CORPUS) corpus.push(bytes);
			else corpus[random.below(MAX_CORPUS)] = bytes;
		} catch (error) {
			const reason = error instanceof Error ? `${error.name}: ${error.message}\n${error.stack}` : String(error);
			const key = reason.replace(/\d+/g, "0").slice(0, 300);
			if (!crashers.has(key)) crashers.set(key, { bytes, reason });
		}
	};
	for (const bytes of [...corpus, new Uint8Array(0)]) step(bytes, true);
	while (performance.now() < end) {
		const bytes = target.mutate(random.pick(corpus), random.pick(corpus), random);
		if (bytes.length <= MAX_BYTES) step(bytes, false);
	}
	return { runs, words: words.size, slowestMs, mostMemoryBytes, crashers: [...crashers.values()] };
}

/** One reading of a file, and what it took. */
interface Reading {
	readonly word: string;
	readonly held: unknown;
	readonly ms: number;
	readonly memoryBytes: number;
}

/** Reads once; where that took long or much, again: the machine may have been busy, the memory not collected. */
function measure(target: FuzzTarget, bytes: Uint8Array): Reading {
	let best = read(target, bytes);
	for (let tries = 0; tries < 3 && best.ms > MAX_MS / 5; tries++) {
		const again = read(target, bytes);
		if (again.ms < best.ms) best = again;
	}
	if (best.ms > MAX_MS) throw new Error(`Expected ${MAX_MS} ms at most but reading took ${best.ms} ms.`);
	const bound = memoryBound(bytes.length);
	if (best.memoryBytes > bound) {
		global.gc?.();
		best = { ...read(target, bytes, () => global.gc?.()), ms: best.ms };
	}
	if (best.memoryBytes > bound)
		throw new Error(`Expected ${bound} bytes of memory at most but reading took ${best.memoryBytes}.`);
	return best;
}

function read(target: FuzzTarget, bytes: Uint8Array, collect?: () => void): Reading {
	const before = usedBytes();
	const start = performance.now();
	const { word, held } = target.read(bytes);
	const ms = performance.now() - start;
	collect?.();
	const memoryBytes = usedBytes() - before;
	// Handing `held` out keeps it alive until its memory was counted.
	return { word, held, ms, memoryBytes };
}

function usedBytes(): number {
	const { used_heap_size, external_memory } = getHeapStatistics();
	return used_heap_size + external_memory;
}
