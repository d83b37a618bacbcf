import type { Tensor, ValueInfo } from "@polyinfer/core";
import { isPooled } from "./memory/node.ts";

/**
 * With `POLYINFER_DEBUG=1`: remembers what borrowed feeds hold, which are in the order of `inputs`; the result, called
 * when the run has settled, warns of those that were changed meanwhile.
 */
export function watchFeeds(
	feeds: readonly (Tensor | undefined)[],
	inputs: readonly ValueInfo[],
): (() => void) | undefined {
	if (process.env.POLYINFER_DEBUG !== "1") return undefined;
	const borrowed = feeds.flatMap((feed, i) => {
		const data = feed?.data;
		if (!ArrayBuffer.isView(data) || !isBorrowed(data.buffer)) return [];
		return [{ name: inputs[i]?.name, data, size: data.byteLength, sum: checksum(data) }];
	});
	return () => {
		for (const { name, data, size, sum } of borrowed)
			if (data.byteLength === size && checksum(data) !== sum)
				process.emitWarning(
					`Input \`${name}\` was changed while a run borrowed it: its result may be of both.`,
					"PolyinferWarning",
				);
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
