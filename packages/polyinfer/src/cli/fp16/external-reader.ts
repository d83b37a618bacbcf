import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { dirname, join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import type { ExternalData } from "@polyinfer/model";

/** Reads weights that lie beside the model at `path`, piece by piece: the files may be larger than one buffer can be. */
export function externalReader(path: string): {
	/** Throws INVALID_ARGUMENT for a file that cannot be read. */
	readonly read: (external: ExternalData) => Uint8Array;
	/** How many bytes were read, of all weights. */
	readonly bytesRead: () => number;
} {
	let total = 0;
	const read = ({ location, offset, length }: ExternalData): Uint8Array => {
		// The loader has refused names that lead out of the model's folder.
		const place = join(dirname(path), location);
		try {
			const file = openSync(place, "r");
			try {
				const bytes = new Uint8Array(length ?? Math.max(0, fstatSync(file).size - offset));
				let count = 0;
				for (let got = -1; got !== 0 && count < bytes.length; count += got)
					got = readSync(file, bytes, count, Math.min(bytes.length - count, 2 ** 30), offset + count);
				total += count;
				return bytes.subarray(0, count);
			} finally {
				closeSync(file);
			}
		} catch (error) {
			throw new InferenceError("INVALID_ARGUMENT", `Cannot read ${place}: ${(error as Error).message}.`, {
				cause: error,
			});
		}
	};
	return { read, bytesRead: () => total };
}
