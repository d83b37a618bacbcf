/** Boxes to choose from: corners, score and class of each. */
export interface Candidates {
	/** Left, top, right and bottom of each. */
	readonly boxes: Float32Array<ArrayBuffer>;
	readonly scores: Float32Array<ArrayBuffer>;
	readonly classes: Int32Array<ArrayBuffer>;
}

/** As a file has them: all boxes, all scores, all classes. */
export function candidatesOf(bytes: Uint8Array<ArrayBuffer>): Candidates {
	const { buffer, byteOffset, byteLength } = bytes;
	const count = byteLength / 24;
	return {
		boxes: new Float32Array(buffer, byteOffset, count * 4),
		scores: new Float32Array(buffer, byteOffset + count * 16, count),
		classes: new Int32Array(buffer, byteOffset + count * 20, count),
	};
}

/** Left, top, right, bottom, score and class. */
export type Row = readonly number[];

/** Detections as every peer writes them: by falling score, then by class and place. */
export function rowsOf(detections: readonly Row[]): Float32Array {
	const sorted = detections.toSorted((a, b) => {
		for (const k of [4, 5, 0, 1]) {
			const difference = (k === 4 ? -1 : 1) * ((a[k] as number) - (b[k] as number));
			if (difference !== 0) return difference;
		}
		return 0;
	});
	return Float32Array.from(sorted.flat());
}

/** Indices of kept boxes as every peer writes them. */
export function kept(indices: ArrayLike<number>): Float32Array {
	return Float32Array.from(indices).sort();
}
