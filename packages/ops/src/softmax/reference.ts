/**
 * Definition, along one axis: `exp(x - max) / sum(exp(x - max))`, computed in float64, rounded once to float32.
 * The maximum is taken off first, so that no finite input overflows. A NaN, or an infinity as the maximum, gives NaN
 * along the whole axis. Element i of line (a, b) is `input[(a * length + i) * inner + b]`.
 */
export function softmaxReference(
	input: ArrayLike<number>,
	output: Float32Array,
	outer: number,
	length: number,
	inner: number,
	scratch: Float64Array,
): void {
	for (let a = 0; a < outer; a++)
		for (let b = 0; b < inner; b++) {
			const first = a * length * inner + b;
			let max = Number.NEGATIVE_INFINITY;
			for (let i = 0, p = first; i < length; i++, p += inner) {
				const x = input[p] as number;
				if (x > max) max = x;
			}
			let sum = 0;
			for (let i = 0, p = first; i < length; i++, p += inner) {
				const power = Math.exp((input[p] as number) - max);
				scratch[i] = power;
				sum += power;
			}
			for (let i = 0, p = first; i < length; i++, p += inner) output[p] = (scratch[i] as number) / sum;
		}
}
