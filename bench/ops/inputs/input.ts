/** A file that peers read. */
export interface Input {
	readonly file: string;
	readonly bytes: () => Uint8Array | Promise<Uint8Array>;
}
