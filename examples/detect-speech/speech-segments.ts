/** Someone speaks from `from` to `to`, in seconds. */
export interface Segment {
	readonly from: number;
	readonly to: number;
}

const startThreshold = 0.5;
const endThreshold = 0.35;
const minSilenceSeconds = 0.1;
const minSpeechSeconds = 0.25;
const padSeconds = 0.03;

/**
 * Segments of speech from the probability of each chunk: speech starts at 0.5 and ends where it stays under 0.35 for
 * 0.1 s without reaching 0.5 again; what is not longer than 0.25 s is left out; each segment grows by 0.03 s at both ends,
 * or by half the silence between two. The rules and numbers of silero-vad's own `get_speech_timestamps`.
 */
export function speechSegments(probabilities: readonly number[], chunkSeconds: number, seconds: number): Segment[] {
	const found: Segment[] = [];
	let from: number | undefined;
	let silentFrom: number | undefined;
	const close = (to: number): void => {
		if (from !== undefined && to - from > minSpeechSeconds) found.push({ from, to });
		from = undefined;
		silentFrom = undefined;
	};
	for (const [i, probability] of probabilities.entries()) {
		const now = i * chunkSeconds;
		if (probability >= startThreshold) {
			from ??= now;
			silentFrom = undefined;
		} else if (probability < endThreshold && from !== undefined) {
			silentFrom ??= now;
			if (now - silentFrom >= minSilenceSeconds) close(silentFrom);
		}
	}
	close(seconds);
	return found.map(({ from, to }, i) => ({
		from: from - Math.min(padSeconds, i === 0 ? from : (from - (found[i - 1] as Segment).to) / 2),
		to: to + Math.min(padSeconds, i === found.length - 1 ? seconds - to : ((found[i + 1] as Segment).from - to) / 2),
	}));
}
