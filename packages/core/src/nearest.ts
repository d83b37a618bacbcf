/** The word of `known` that `word` most likely meant: few edits away, else longer; `undefined` where there is none. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
	let best: string | undefined;
	let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
	let longer: string | undefined;
	for (const candidate of known) {
		// A letter or two begin too many words.
		if (word.length > 2 && candidate.toLowerCase().startsWith(word.toLowerCase())) longer ??= candidate;
		const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
		if (distance < bestDistance) {
			best = candidate;
			bestDistance = distance;
		}
	}
	return best ?? longer;
}

/** `` Did you mean `x`?`` with a space before it, or "". */
export function suggestion(word: string, known: Iterable<string>): string {
	const near = nearest(word, known);
	return near === undefined ? "" : ` Did you mean \`${near}\`?`;
}

/** What to do about a `what` that is not known: the line for an advice. */
export function insteadOf(word: string, known: Iterable<string>, what: string): string {
	const near = nearest(word, known);
	return near === undefined ? `Leave ${what} \`${word}\` out.` : `Write \`${near}\` for ${what} \`${word}\`.`;
}

/** Levenshtein's distance: insertions, deletions and substitutions from `a` to `b`. */
function editDistance(a: string, b: string): number {
	let row = Array.from({ length: b.length + 1 }, (_, i) => i);
	for (let i = 1; i <= a.length; i++) {
		const next = [i];
		for (let j = 1; j <= b.length; j++) {
			const substituted = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
			next.push(Math.min(substituted, (row[j] as number) + 1, (next[j - 1] as number) + 1));
		}
		row = next;
	}
	return row[b.length] as number;
}
