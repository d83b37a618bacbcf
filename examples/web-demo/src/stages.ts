/** Time of each stage of one picture, in milliseconds; a stage that is run again adds to its time. */
export class Stages {
	readonly #ms = new Map<string, number>();

	async time<T>(stage: string, work: () => T | Promise<T>): Promise<T> {
		const begin = performance.now();
		try {
			return await work();
		} finally {
			this.#ms.set(stage, (this.#ms.get(stage) ?? 0) + performance.now() - begin);
		}
	}

	get entries(): readonly (readonly [stage: string, ms: number])[] {
		return [...this.#ms];
	}
}
