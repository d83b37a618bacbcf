let last: Promise<unknown> = Promise.resolve();

/**
 * Does `work` when all work given before is done. A thread has one onnxruntime-web, whose calls may not overlap, not even
 * those of different models; this line is what its sessions share.
 */
export function inTurn<T>(work: () => Promise<T>): Promise<T> {
	const result = last.then(work);
	last = result.catch(() => undefined);
	return result;
}
