import { abortedError, InferenceError } from "@polyinfer/core";
import { breathe } from "../slices.ts";
import type { ByteSource } from "./byte-source.ts";
import { checkSize } from "./read-whole.ts";

/** Protocols that `fetch` is asked for. */
const PROTOCOLS = ["https:", "http:", "data:", "blob:"];

/** Fetches a whole file, at most 2 GiB long. Rejects with INVALID_ARGUMENT, INVALID_MODEL, ABORTED. */
export async function fetchSource(url: URL, signal?: AbortSignal): Promise<ByteSource> {
	const label = labelOf(url);
	if (!PROTOCOLS.includes(url.protocol))
		throw new InferenceError("INVALID_ARGUMENT", `Expected a URL of ${PROTOCOLS.join(", ")} but received ${label}.`);
	try {
		const response = await fetch(url, signal === undefined ? {} : { signal });
		if (!response.ok) {
			await response.body?.cancel();
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Could not fetch ${label}: HTTP ${response.status} ${response.statusText}.`,
			);
		}
		const owned = await readBody(response, label, signal);
		const name = decodeName(url);
		return { label, ...(name === "" ? {} : { name }), sizeBytes: owned.length, owned, readInto: fromOwned(owned) };
	} catch (cause) {
		if (signal?.aborted) throw abortedError(signal);
		if (cause instanceof InferenceError) throw cause;
		throw new InferenceError("INVALID_ARGUMENT", `Could not fetch ${label}: ${reasonOf(cause)}.`, { cause });
	}
}

async function readBody(response: Response, label: string, signal?: AbortSignal): Promise<Uint8Array> {
	const reader = response.body?.getReader();
	if (reader === undefined) return new Uint8Array(0);
	const chunks: Uint8Array[] = [];
	let sizeBytes = 0;
	try {
		checkSize(label, Number(response.headers.get("content-length") ?? 0));
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			sizeBytes += value.length;
			checkSize(label, sizeBytes);
			chunks.push(value);
		}
	} finally {
		await reader.cancel().catch(() => undefined);
	}
	const bytes = new Uint8Array(sizeBytes);
	const turn = breathe(signal);
	let at = 0;
	for (const chunk of chunks) {
		bytes.set(chunk, at);
		at += chunk.length;
		await turn();
	}
	return bytes;
}

function fromOwned(owned: Uint8Array): ByteSource["readInto"] {
	return async (target, start) => target.set(owned.subarray(start, start + target.length));
}

/** The address without what may be secret: login, query, fragment. */
function labelOf(url: URL): string {
	if (url.protocol === "data:") return `${url.href.slice(0, 40)}...`;
	return url.protocol === "blob:" ? url.href : `${url.protocol}//${url.host}${url.pathname}`;
}

function decodeName(url: URL): string {
	if (url.protocol === "data:" || url.protocol === "blob:") return "";
	return url.pathname.slice(url.pathname.lastIndexOf("/") + 1);
}

function reasonOf(error: unknown): string {
	const { cause = error } = error as { cause?: unknown };
	return cause instanceof Error ? cause.message : String(cause);
}
