const f = Math.fround;
/** Coefficients of the polynomial, the highest power first: float32 after Cephes' `expf`. */
const coefficients = [
	1.98756915e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1,
].map(f);
const [most, least] = [f(88.72284), f(-87.33655)];
const [turn, coarse, fine] = [f(Math.LOG2E), f(0.693359375), f(-2.1219444e-4)];

/**
 * e to the power of a float32, every step rounded to float32: within 2 units in the last place. Infinity from 88.72284 on,
 * 0 under -87.33655. Source: Cephes Mathematical Library, `expf`.
 */
export function exp32(x: number): number {
	if (!(x < most)) return Number.isNaN(x) ? x : Number.POSITIVE_INFINITY;
	if (x < least) return 0;
	const turns = f(x * turn);
	const n = Math.trunc(f(turns + (turns < 0 ? -0.5 : 0.5)));
	const r = f(f(x - f(n * coarse)) - f(n * fine));
	let p = coefficients[0] as number;
	for (const c of coefficients.slice(1)) p = f(f(p * r) + c);
	const e = f(f(f(p * f(r * r)) + r) + 1);
	const half = n >> 1;
	return f(f(e * 2 ** half) * 2 ** (n - half));
}
