/** Which pixels along one axis lie under a target pixel, and what share of it each covers, in single precision. */
export interface AreaWeights {
	readonly first: Int32Array;
	readonly count: Int32Array;
	/** `taps` places a target pixel. */
	readonly weights: Float32Array;
	readonly taps: number;
}

/** Shares of less than this are left out. */
const LEAST = 1e-3;

/**
 * Tables of `cv2.resize` with `INTER_AREA` where it shrinks (`computeResizeAreaTab` in `modules/imgproc/src/resize.cpp`): with
 * `scale = 1 / (target / source)`, target pixel x covers `x * scale` up to `(x + 1) * scale`, cut at the border.
 */
export function areaWeights(source: number, target: number, start: number, length: number): AreaWeights {
	const scale = 1 / (target / source);
	const taps = Math.ceil(scale) + 2;
	const first = new Int32Array(length);
	const count = new Int32Array(length);
	const weights = new Float32Array(length * taps);
	for (let i = 0; i < length; i++) {
		const begin = (start + i) * scale;
		const end = begin + scale;
		const width = Math.min(scale, source - begin);
		const last = Math.min(Math.floor(end), source - 1);
		const whole = Math.min(Math.ceil(begin), last);
		const before = whole - begin > LEAST;
		let k = i * taps;
		first[i] = before ? whole - 1 : whole;
		if (before) weights[k++] = (whole - begin) / width;
		for (let pixel = whole; pixel < last; pixel++) weights[k++] = 1 / width;
		if (end - last > LEAST) weights[k++] = Math.min(Math.min(end - last, 1), width) / width;
		count[i] = k - i * taps;
	}
	return { first, count, weights, taps };
}
