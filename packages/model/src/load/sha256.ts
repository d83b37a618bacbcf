import { abortedError, InferenceError } from "@polyinfer/core";

/** SHA-256 in lower-case hex through WebCrypto. Rejects with UNAVAILABLE where the page has none, with ABORTED afterwards. */
export async function sha256(bytes: Uint8Array, signal?: AbortSignal): Promise<string> {
	const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
	if (subtle === undefined)
		throw new InferenceError("UNAVAILABLE", "Expected WebCrypto but this page has none.", {
			advice: "Serve the page over https or from localhost.",
		});
	const digest = await subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
	if (signal?.aborted) throw abortedError(signal);
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
