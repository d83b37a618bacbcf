/** Where a picture lies in a square of `size`. */
export interface Place {
	readonly width: number;
	readonly height: number;
	readonly left: number;
	readonly top: number;
}

/** As large as it fits, in the middle. */
export function place(width: number, height: number, size: number): Place {
	const ratio = Math.min(size / width, size / height);
	const inner = { width: Math.round(width * ratio), height: Math.round(height * ratio) };
	return { ...inner, left: Math.floor((size - inner.width) / 2), top: Math.floor((size - inner.height) / 2) };
}

/** Grey level of margins. */
export const PAD = 114;
export const MEAN = [0.485, 0.456, 0.406] as const;
export const DEVIATION = [0.229, 0.224, 0.225] as const;
