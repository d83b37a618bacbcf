/** Bytes somewhere, of known size, that can be read piece by piece. */
export interface ByteSource {
	/** What to call it in an error: a path, an address, `"bytes"`. */
	readonly label: string;
	/** The file's name without folders, where there is one. */
	readonly name?: string;
	/** Absolute path, where it is a file. */
	readonly path?: string;
	readonly sizeBytes: number;
	/** The whole content, where it is in memory that belongs to the loader. */
	readonly owned?: Uint8Array;
	/** Fills `target` with the bytes from `start` on. Rejects with INVALID_MODEL where they are not there any more. */
	readInto(target: Uint8Array, start: number): Promise<void>;
	/** Lets go of the file. Idempotent. */
	close?(): Promise<void>;
}
