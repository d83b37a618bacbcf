import type { Random } from "./random.ts";

/** A reader that must withstand any bytes. */
export interface FuzzTarget {
	/** Files to start from. */
	seeds(): Uint8Array[];
	/** A changed file; `other` is another one that is at hand. Neither is written to. */
	mutate(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array;
	/**
	 * Reads the file. Throws where that ends in anything but a result or the error that it should; a file with a new
	 * `word` (what was found, which error) is kept and changed further. `held`: what a caller would hold in memory.
	 */
	read(bytes: Uint8Array): { readonly word: string; readonly held: unknown };
}

/** An error's sentence without what differs from file to file. */
export function sentenceOf(message: string): string {
	return message
		.replace(/its header is.*/s, "its header is")
		.replace(/`[^`]*`/g, "``")
		.replace(/"[^"]*"/g, '""')
		.replace(/[\d.,[\]-]+/g, "0")
		.slice(0, 200);
}

/** About how large a number is. */
export function magnitude(count: number): number {
	return Math.ceil(Math.log2(count + 1));
}
