import { availableParallelism } from "node:os";

/**
 * Does the works in order, as many at once as there are processors; the first failure is thrown when all have ended.
 *
 * @template T
 * @param {readonly (() => Promise<T>)[]} works
 * @returns {Promise<T[]>} in the order of the works
 */
export async function inParallel(works) {
	/** @type {T[]} */
	const results = [];
	/** @type {unknown[]} */
	const failures = [];
	const waiting = [...works.entries()];
	const lane = async () => {
		for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
			const [index, work] = next;
			try {
				results[index] = await work();
			} catch (error) {
				failures.push(error);
			}
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, availableParallelism()) }, lane));
	if (failures.length > 0) throw failures[0];
	return results;
}
