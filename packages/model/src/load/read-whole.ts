import { abortedError, InferenceError } from "@polyinfer/core";
import { breathe } from "../slices.ts";
import type { ByteSource } from "./byte-source.ts";

/** Size of a model file, at most: what one ONNX file, a protobuf message, can be. */
const MAX_FILE_BYTES = 2 ** 31 - 1;
/** Bytes between two looks at the signal and the clock. */
const CHUNK_BYTES = 1024 * 1024;

/** Throws INVALID_MODEL where a file is larger than 2 GiB. */
export function checkSize(label: string, sizeBytes: number): void {
	if (sizeBytes > MAX_FILE_BYTES)
		throw new InferenceError(
			"INVALID_MODEL",
			`Expected a model file of at most ${MAX_FILE_BYTES} bytes but ${label} has ${sizeBytes}.`,
		);
}

/** A piece of a source in new memory. */
export async function readPiece(source: ByteSource, start: number, end: number): Promise<Uint8Array> {
	if (source.owned !== undefined) return source.owned.subarray(start, end);
	const piece = new Uint8Array(end - start);
	await source.readInto(piece, start);
	return piece;
}

/** The whole source in new memory, without blocking the event loop. Rejects with ABORTED, INVALID_MODEL, OUT_OF_MEMORY. */
export async function readWhole(
	source: ByteSource,
	signal?: AbortSignal,
	memory: (sizeBytes: number) => Uint8Array = (sizeBytes) => new Uint8Array(sizeBytes),
): Promise<Uint8Array> {
	if (source.owned !== undefined) return source.owned;
	checkSize(source.label, source.sizeBytes);
	const bytes = allocate(source, memory);
	const turn = breathe(signal);
	for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
		if (signal?.aborted) throw abortedError(signal);
		await source.readInto(bytes.subarray(at, Math.min(at + CHUNK_BYTES, bytes.length)), at);
		await turn();
	}
	return bytes;
}

function allocate({ label, sizeBytes }: ByteSource, memory: (sizeBytes: number) => Uint8Array): Uint8Array {
	try {
		return memory(sizeBytes);
	} catch (cause) {
		throw new InferenceError("OUT_OF_MEMORY", `Not enough memory for the ${sizeBytes} bytes of ${label}.`, { cause });
	}
}
