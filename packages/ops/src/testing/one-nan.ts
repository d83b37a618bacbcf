/** The numbers with the bits that kernels give to NaN: processors make it of different signs. */
export function oneNan(numbers: Float32Array): Float32Array {
	const words = new Int32Array(numbers.length);
	const same = new Float32Array(words.buffer);
	for (const [i, number] of numbers.entries())
		if (Number.isNaN(number)) words[i] = 0x7fc00000;
		else same[i] = number;
	return same;
}
