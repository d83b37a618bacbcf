/** Keeps the plans used last, by a text of everything that they were made from. */
export class PlanCache<P> {
	readonly #plans = new Map<string, P>();
	readonly #capacity: number;

	constructor(capacity = 16) {
		this.#capacity = capacity;
	}

	/** How many plans are kept. */
	get size(): number {
		return this.#plans.size;
	}

	/** The plan kept under `key`, else the one that `make` returns. What `make` throws is not kept. */
	get(key: string, make: () => P): P {
		const kept = this.#plans.get(key);
		if (kept !== undefined) {
			this.#plans.delete(key);
			this.#plans.set(key, kept);
			return kept;
		}
		const plan = make();
		this.#plans.set(key, plan);
		if (this.#plans.size > this.#capacity) this.#plans.delete(this.#plans.keys().next().value as string);
		return plan;
	}
}
