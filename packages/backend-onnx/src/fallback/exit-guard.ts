/** Longest wait for a run at exit; Node itself would wait for the thread without end, and then abort. */
const EXIT_WAIT_MS = 600_000;

const counters = new Set<Int32Array>();

function waitForRuns(): void {
	const end = performance.now() + EXIT_WAIT_MS;
	for (const counter of counters) {
		let pending = Atomics.load(counter, 0);
		while (pending > 0 && performance.now() < end) {
			Atomics.wait(counter, 0, pending, end - performance.now());
			pending = Atomics.load(counter, 0);
		}
	}
}

/**
 * Makes an exit of this thread wait until `counter[0]`, in shared memory, is 0. Node ends worker threads at exit, and
 * onnxruntime-node aborts the process where that happens inside a call. Returns the function that ends the guard.
 */
export function guardExit(counter: Int32Array): () => void {
	if (counters.size === 0) process.on("exit", waitForRuns);
	counters.add(counter);
	return () => {
		counters.delete(counter);
		if (counters.size === 0) process.off("exit", waitForRuns);
	};
}
