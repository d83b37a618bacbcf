/** How a file is made out of the files of one source, which lie in `folder`. The same input gives the same content. */
export interface Derivation {
	/** To be raised whenever the content changes: files that were made by another recipe are made again. */
	readonly recipe: number;
	make(folder: string): Promise<Uint8Array | string>;
}
