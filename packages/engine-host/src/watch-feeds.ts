import type { Tensor } from "@polyinfer/core";
import { isPooled } from "./memory/node.ts";

/**
 * With `POLYINFER_DEBUG=1`: remembers what borrowed feeds hold; the result, called when the run has settled, warns of
 * those that were changed meanwhile.
 */
export function watchFeeds(feeds: readonly (Tensor | undefined)[]): (() => void) | undefined {
	if (process.env.POLYINFER_DEBUG !== "1") return undefined;
	const borrowed = feeds.flatMap((feed, i) => {
		const data = feed?.data;
		if (!ArrayBuffer.isView(data) || !isBorrowed(data.buffer)) return [];
		return [{ i, data, size: data.byteLength, sum: checksum(data) }];
	});
	return () => {
		for (const { i, data, size, sum } of borrowed)
			if (data.byteLength === size && checksum(data) !== sum)
				process.emitWarning(`Feed ${i} was changed while a run borrowed it.`, "PolyinferWarning");
	};
}

function isBorrowed(buffer: ArrayBufferLike): boolean {
	return isPooled(buffer) || (typeof SharedArrayBuffer !== "undefined" && buffer instanceof SharedArrayBuffer);
}

/** FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/. */
function checksum(data: ArrayBufferView): number {
	let sum = 0x811c9dc5;
	for (const byte of new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
		sum = Math.imul(sum ^ byte, 0x01000193);
	return sum;
}
