import { expect, test } from "vitest";
import { speechSegments } from "./speech-segments.ts";

const chunkSeconds = 512 / 16_000;

test("finds the segments that silero-vad 6.2.3 finds", () => {
	for (const { probabilities, samples, segments } of sileroCases) {
		const found = speechSegments(probabilities, chunkSeconds, samples / 16_000);
		expect(found.map(({ from, to }) => [from, to].map((time) => Math.round(time * 16_000)))).toEqual(segments);
	}
});

test("lies inside the sound, in order, and apart", () => {
	for (let seed = 1; seed <= 200; seed++) {
		let state = seed;
		const probabilities = Array.from({ length: 60 }, () => {
			state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
			return (state / 2 ** 32) ** (seed % 3);
		});
		const seconds = 59.5 * chunkSeconds;
		const ends = speechSegments(probabilities, chunkSeconds, seconds).flatMap(({ from, to }) => [from, to]);
		expect(ends).toEqual([...ends].sort((a, b) => a - b));
		for (const end of ends) expect(end >= 0 && end <= seconds).toBe(true);
	}
});

test("silence, a click and no sound at all are no speech", () => {
	expect(speechSegments(new Array(50).fill(0.1), chunkSeconds, 1.6)).toEqual([]);
	expect(speechSegments([0, 0, 1, 1, ...new Array(40).fill(0)], chunkSeconds, 1.4)).toEqual([]);
	expect(speechSegments([], chunkSeconds, 0)).toEqual([]);
});

/** Made by get_speech_timestamps_from_probs of the Python package; segments in samples. */
const sileroCases: readonly {
	readonly probabilities: readonly number[];
	readonly samples: number;
	readonly segments: readonly (readonly number[])[];
}[] = [
	{
		probabilities: [
			0.03, 0.09, 0.01, 0.12, 0.24, 0, 0, 0.28, 0.12, 0, 0.4, 0.4, 0.12, 0.11, 0, 0.24, 0.11, 0, 0, 0, 0, 0.3, 0.08, 0,
			0, 0, 0.3, 0.3, 0.49, 0.8,
		],
		samples: 15160,
		segments: [],
	},
	{
		probabilities: [
			0.39, 0.73, 0.67, 0.92, 0.91, 1, 1, 0.72, 0.48, 0.29, 0.66, 0.64, 0.52, 0.64, 0.61, 0.67, 0.76, 0.67, 0.58, 0.26,
			0.09, 0, 0, 0, 0.15, 0, 0.3, 0.67, 1.0, 1, 1, 0.81, 1, 1, 0.86, 0.56, 0.27, 0, 0.28, 0.03, 0.08, 0.31, 0.44, 0.22,
			0, 0.32, 0.21, 0.52, 0.71, 0.61, 0.92, 1, 1, 1, 0.88, 0.59, 0.69, 0.36, 0.16, 0.12,
		],
		samples: 30520,
		segments: [
			[32, 10208],
			[13344, 18912],
			[23584, 30520],
		],
	},
	{
		probabilities: [
			0.31, 0.07, 0, 0.3, 0.19, 0.56, 0.88, 0.81, 0.81, 0.85, 0.98, 1, 0.93, 0.82, 0.46, 0.43, 0.46, 0.27, 0.44, 0.56,
			0.18, 0.14, 0.08, 0.42, 0.38, 0.46, 0.13, 0.24, 0.37, 0.06, 0.18, 0.18, 0.34, 0.25, 0.43, 0.64, 0.97, 1, 0.84,
			0.47, 0.63, 0.64, 0.55, 0.66, 0.73, 0.85, 0.92, 0.82, 0.7, 0.63, 0.86, 0.53, 0.61, 0.81, 0.69, 0.51, 0.76, 0.59,
			0.38, 0.36, 0.18, 0.46, 0.57, 0.67, 0.39, 0.41, 0.12, 0.34, 0.44, 0.3, 0, 0.01, 0, 0, 0.05, 0, 0.26, 0.53, 0.32,
			0.18, 0.44, 0.57, 0.82, 0.73, 0.98, 1, 0.75, 0.9, 0.99, 1,
		],
		samples: 45880,
		segments: [
			[2080, 10720],
			[17440, 34272],
			[38944, 45880],
		],
	},
];
