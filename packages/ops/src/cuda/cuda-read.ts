/** What queued launches find, once they are done. */
export interface CudaRead<T> {
	/**
	 * Queues the copy and waits for it: after each replay, where the launches were captured; before the plan is queued again.
	 * Rejects with DEVICE_LOST, DISPOSED.
	 */
	read(): Promise<T>;
}
