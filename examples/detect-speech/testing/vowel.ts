/** One second of a sung "a" at 120 Hz, swelling four times, in two seconds of silence, at 16 kHz. */
export function vowel(): Float32Array {
	const formants = [
		[1, 700, 90],
		[0.5, 1220, 110],
		[0.25, 2600, 160],
	] as const;
	return Float32Array.from({ length: 32_000 }, (_, i) => {
		const time = i / 16_000 - 0.5;
		if (time < 0 || time >= 1) return 0;
		let sum = 0;
		for (let k = 1; k <= 30; k++) {
			const gain = formants.reduce((all, [g, centre, width]) => all + g / (1 + ((k * 120 - centre) / width) ** 2), 0);
			sum += gain * Math.sin(2 * Math.PI * k * 120 * time + k * k);
		}
		return (sum * 0.15 * (1 - Math.cos(8 * Math.PI * time))) / 2;
	});
}
