/** The highest float32 that is not above `value`: every float32 is above either both or none. */
export function floatBelow(value: number): number {
	const float = Float32Array.of(value);
	if (!((float[0] as number) > value)) return float[0] as number;
	const bits = new Int32Array(float.buffer);
	if (float[0] === 0) bits[0] = -0x7fffffff;
	else bits[0] = (bits[0] as number) + (value > 0 ? -1 : 1);
	return float[0] as number;
}
