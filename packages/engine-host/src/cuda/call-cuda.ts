import { fromNativeError } from "../native-error.ts";

/** Does it, and throws what the addon throws as an `InferenceError`. */
export function callCuda<T>(call: () => T): T {
	try {
		return call();
	} catch (error) {
		throw fromNativeError(error);
	}
}

/** The same for what waits. */
export async function awaitCuda<T>(call: () => Promise<T>): Promise<T> {
	try {
		return await call();
	} catch (error) {
		throw fromNativeError(error);
	}
}
