/** How a matrix moves pixels: 6 numbers with fixed-point arithmetic, or 9 with divisions. */
export type Geometry = "affine" | "perspective";

/** 1.5 * 2^52: a number that it was added to and taken off again is rounded to an integer, ties to the even one. */
const ROUNDS = 6755399441055744;
/** Each of the two parts that an affine coordinate is made of ends here, so that their sum is an int32. */
const LAST_PART = 2 ** 30 - 1024;

function rounded(value: number, min: number, max: number): number {
	if (!(value < max)) return max;
	return value > min ? value + ROUNDS - ROUNDS : min;
}

/**
 * Definition of where target pixels lie in the source, as `cv2.warpPerspective` and `cv2.warpAffine` of OpenCV 4 have it:
 * int32 in units of `1 / scale` pixels, `scale` being 32 for bilinear and 1 for nearest. `m` maps target pixels to source
 * pixels. All is float64, each operation rounded by itself, in the order written; roundings are to even.
 *
 * Perspective: target pixels are seen in blocks, `h = min(16, height)` high and `min(floor(1024 / h), width)` wide; with x0
 * the first column of the block and i = x - x0, X = (m0 x0 + m1 y + m2) + m0 i, Y with m3 to m5 and W with m6 to m8 alike;
 * s = W = 0 ? 0 : scale / W; the coordinates are X s and Y s, limited to int32 (NaN is the largest) and rounded.
 *
 * Affine: limit(round(m0 x 1024)) + limit(round((m1 y + m2) 1024)) + 512 / scale, shifted right by 10 bits less those of
 * the scale; limit is to +-(2^30 - 1024), which is a million pixels. Y alike.
 */
export class Coordinates {
	readonly xs: Int32Array;
	readonly ys: Int32Array;
	readonly #width: number;
	readonly #block: number;
	readonly #scale: number;
	readonly #row: (m: Float64Array, y: number) => void;

	constructor(geometry: Geometry, scale: 1 | 32, width: number, height: number) {
		this.xs = new Int32Array(width);
		this.ys = new Int32Array(width);
		this.#width = width;
		this.#block = Math.min(Math.floor(1024 / Math.min(16, height)), width);
		this.#scale = scale;
		this.#row = geometry === "affine" ? this.#affine : this.#perspective;
	}

	/** Fills `xs` and `ys` for row `y` of the target. */
	row(m: Float64Array, y: number): void {
		this.#row(m, y);
	}

	#perspective(m: Float64Array, y: number): void {
		const [m0, m1, m2, m3, m4, m5, m6, m7, m8] = m as unknown as readonly [
			...[number, number, number, number, number, number, number, number, number],
		];
		for (let x0 = 0; x0 < this.#width; x0 += this.#block) {
			const [px, py, pw] = [m0 * x0 + m1 * y + m2, m3 * x0 + m4 * y + m5, m6 * x0 + m7 * y + m8];
			for (let i = 0; i < this.#block && x0 + i < this.#width; i++) {
				const w = pw + m6 * i;
				const s = w !== 0 ? this.#scale / w : 0;
				this.xs[x0 + i] = rounded((px + m0 * i) * s, -2147483648, 2147483647);
				this.ys[x0 + i] = rounded((py + m3 * i) * s, -2147483648, 2147483647);
			}
		}
	}

	#affine(m: Float64Array, y: number): void {
		const [m0, m1, m2, m3, m4, m5] = m as unknown as readonly [number, number, number, number, number, number];
		const [half, shift] = this.#scale === 1 ? [512, 10] : [16, 5];
		const rowX = rounded((m1 * y + m2) * 1024, -LAST_PART, LAST_PART) + half;
		const rowY = rounded((m4 * y + m5) * 1024, -LAST_PART, LAST_PART) + half;
		for (let x = 0; x < this.#width; x++) {
			this.xs[x] = (rowX + rounded(m0 * x * 1024, -LAST_PART, LAST_PART)) >> shift;
			this.ys[x] = (rowY + rounded(m3 * x * 1024, -LAST_PART, LAST_PART)) >> shift;
		}
	}
}
