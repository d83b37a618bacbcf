import { InferenceError, type LoadedModel, type ModelFormat } from "@polyinfer/core";
import { EMITTERS, inexpressible } from "./emitters/emitters.ts";
import type { Net } from "./net.ts";

/** `net` written in `format`, as a backend gets it. Rejects with UNSUPPORTED where the format cannot express it. */
export async function loadNet(net: Net, format: ModelFormat = "onnx"): Promise<LoadedModel> {
	const why = inexpressible(net, format);
	const emitter = EMITTERS[format];
	if (why !== undefined || !emitter) throw new InferenceError("UNSUPPORTED", `\`${net.name}\`: ${why}.`);
	const emitted = emitter.emit(net);
	const main = emitted.files[0]?.bytes ?? new Uint8Array();
	return { format, ...emitted, sha256: await sha256(main), findings: [] };
}

/** Any bytes as a backend gets a model that nothing could be read from. */
export async function loadRaw(bytes: Uint8Array, format: ModelFormat): Promise<LoadedModel> {
	return { format, files: [{ name: "", bytes }], sha256: await sha256(bytes), findings: [] };
}

/** SHA-256, lower-case hex. */
export async function sha256(bytes: Uint8Array): Promise<string> {
	const digest = await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>);
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
