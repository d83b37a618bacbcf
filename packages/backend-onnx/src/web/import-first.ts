import type { OnnxRuntimeJavascript } from "../javascript/javascript-model.ts";

/**
 * What a bundler has put in the place of `bundled`, else the first of `urls` that can be imported. Rejects with the last
 * failure. Nothing is ever fetched from elsewhere.
 */
export async function importFirst<R extends OnnxRuntimeJavascript>(
	bundled: () => Promise<object>,
	urls: readonly (string | undefined)[],
): Promise<R> {
	const named = urls.filter((url) => url !== undefined);
	const ways = [bundled, ...named.map((url) => () => import(/* @vite-ignore */ /* webpackIgnore: true */ url))];
	let failure: unknown;
	for (const way of ways)
		try {
			const { default: runtime } = (await way()) as { default?: R };
			if (runtime?.InferenceSession !== undefined) return runtime;
			failure = new Error("This is no onnxruntime-web.");
		} catch (error) {
			failure = error;
		}
	throw failure;
}
