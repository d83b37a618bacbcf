/** Where the results of races are kept between programs. */
export interface ChoiceStore {
	/** What makes this machine quick or slow, as a line: processor, how many, memory. */
	readonly machine: string;
	/** What was written under `key`; `undefined` where nothing was, or where it cannot be read. Never rejects. */
	read(key: string): Promise<string | undefined>;
	/** Never rejects: a result that cannot be kept is measured again. */
	write(key: string, text: string): Promise<void>;
}
