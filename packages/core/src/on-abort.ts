interface Waiting {
	readonly callbacks: Set<() => void>;
	readonly fire: () => void;
}

const bySignal = new WeakMap<AbortSignal, Waiting>();

/**
 * Calls back when the signal fires; gives what takes that back. One listener a signal, however many wait for it:
 * Node warns on stderr of more than ten.
 */
export function onAbort(signal: AbortSignal, callback: () => void): () => void {
	let waiting = bySignal.get(signal);
	if (waiting === undefined) {
		const callbacks = new Set<() => void>();
		const fire = (): void => {
			const now = [...callbacks];
			callbacks.clear();
			for (const call of now) call();
		};
		waiting = { callbacks, fire };
		bySignal.set(signal, waiting);
	}
	const { callbacks, fire } = waiting;
	if (callbacks.size === 0) signal.addEventListener("abort", fire, { once: true });
	callbacks.add(callback);
	return () => {
		if (callbacks.delete(callback) && callbacks.size === 0) signal.removeEventListener("abort", fire);
	};
}
