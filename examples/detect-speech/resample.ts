import type { Sound } from "./read-wav.ts";

/** Zero crossings of the sinc at each side. */
const reach = 12;

/**
 * The same sound at another rate: each sample is a sum of its neighbours, weighted by a sinc under a Hann window that cuts
 * off what the lower of the two rates cannot hold. The weights are divided by their sum, so that silence and a constant stay.
 */
export function resample({ samples, rate }: Sound, wanted: number): Float32Array {
	if (rate === wanted) return samples;
	const cut = Math.min(1, wanted / rate);
	const half = reach / cut;
	return Float32Array.from({ length: Math.floor((samples.length * wanted) / rate) }, (_, i) => {
		const centre = (i * rate) / wanted;
		let [sum, weights] = [0, 0];
		const last = Math.min(samples.length - 1, Math.floor(centre + half));
		for (let j = Math.max(0, Math.ceil(centre - half)); j <= last; j++) {
			const x = j - centre;
			const weight = sinc(x * cut) * (0.5 + 0.5 * Math.cos((Math.PI * x) / half));
			sum += weight * (samples[j] as number);
			weights += weight;
		}
		return sum / weights;
	});
}

function sinc(x: number): number {
	return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
