/** A file that peers read. */
export interface Input {
	readonly file: string;
	/** Why it cannot be made here; without it, it always can. */
	readonly lacks?: () => Promise<string | undefined>;
	readonly bytes: () => Uint8Array | Promise<Uint8Array>;
}
