/**
 * Solves `a x = b` in place by Gaussian elimination with the largest pivot of each column, in float64; `b` becomes x.
 * False where a pivot is under 2.2e-14, as OpenCV's DECOMP_LU has it.
 */
function solve(a: Float64Array[], b: Float64Array): boolean {
	const n = b.length;
	for (let i = 0; i < n; i++) {
		let k = i;
		for (let j = i + 1; j < n; j++) if (Math.abs(at(a, j, i)) > Math.abs(at(a, k, i))) k = j;
		if (!(Math.abs(at(a, k, i)) >= 100 * Number.EPSILON)) return false;
		[a[i], a[k]] = [a[k] as Float64Array, a[i] as Float64Array];
		[b[i], b[k]] = [b[k] as number, b[i] as number];
		const d = -1 / at(a, i, i);
		for (let j = i + 1; j < n; j++) {
			const alpha = at(a, j, i) * d;
			const row = a[j] as Float64Array;
			for (let c = i + 1; c < n; c++) row[c] = (row[c] as number) + alpha * at(a, i, c);
			b[j] = (b[j] as number) + alpha * (b[i] as number);
		}
	}
	for (let i = n - 1; i >= 0; i--) {
		let s = b[i] as number;
		for (let c = i + 1; c < n; c++) s -= at(a, i, c) * (b[c] as number);
		b[i] = s / at(a, i, i);
	}
	return true;
}

function at(a: Float64Array[], row: number, column: number): number {
	return (a[row] as Float64Array)[column] as number;
}

/**
 * Definition: the 9 numbers m, m8 = 1, with x' (m6 x + m7 y + 1) = m0 x + m1 y + m2 and y' alike for all four pairs of points;
 * coordinates and their products are rounded to float32, as `cv2.getPerspectiveTransform` does. `undefined` without solution.
 */
export function perspectiveReference(
	from: readonly (readonly [number, number])[],
	to: readonly (readonly [number, number])[],
): number[] | undefined {
	const a: Float64Array[] = [];
	const b = new Float64Array(8);
	const f = Math.fround;
	for (const [i, point] of from.entries()) {
		const [x, y] = point.map(f) as [number, number];
		const [u, v] = (to[i] as readonly [number, number]).map(f) as [number, number];
		a[i] = Float64Array.of(x, y, 1, 0, 0, 0, f(-x * u), f(-y * u));
		a[i + 4] = Float64Array.of(0, 0, 0, x, y, 1, f(-x * v), f(-y * v));
		b[i] = u;
		b[i + 4] = v;
	}
	return solve(a, b) && b.every(Number.isFinite) ? [...b, 1] : undefined;
}
