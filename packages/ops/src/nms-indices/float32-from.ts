const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** The smallest float32 that is above `value` (`">"`), or not under it (`">="`). `value` is no NaN. */
export function float32From(value: number, compare: ">" | ">="): number {
	float[0] = value;
	const nearest = float[0] as number;
	if (compare === ">=" ? nearest >= value : nearest > value) return nearest;
	if (nearest === Number.POSITIVE_INFINITY) return nearest;
	if (nearest === 0) return 2 ** -149;
	bits[0] = (bits[0] as number) + (nearest > 0 ? 1 : -1);
	return float[0] as number;
}
