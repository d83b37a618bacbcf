import { InferenceError } from "@polyinfer/core";

/** The code and text of the InferenceError that `act` throws; fails the test where it throws nothing or another error. */
export function errorOf(act: () => unknown): string {
	try {
		act();
	} catch (error) {
		if (error instanceof InferenceError) return `${error.code}: ${error.message}`;
		throw error;
	}
	throw new Error("Expected an InferenceError but nothing was thrown.");
}

/** The same for what `act` rejects with. */
export async function rejectionOf(act: () => Promise<unknown>): Promise<string> {
	try {
		await act();
	} catch (error) {
		return errorOf(() => {
			throw error;
		});
	}
	throw new Error("Expected an InferenceError but nothing was thrown.");
}
