/** What ONNX's StringNormalizer is told. */
export interface TextNormalization {
	/** `NONE`, `LOWER` or `UPPER`. */
	readonly change: string;
	readonly caseSensitive: boolean;
	readonly stopWords: readonly string[];
}

/** The texts that are no stop words, in the wanted case; a single empty one where none is left. */
export function normalizeTexts(
	texts: readonly string[],
	{ change, caseSensitive, stopWords }: TextNormalization,
): string[] {
	const compared = (text: string): string => (caseSensitive ? text : text.toLowerCase());
	const stops = new Set(stopWords.map(compared));
	const kept = texts.filter((text) => !stops.has(compared(text)));
	if (kept.length === 0) return [""];
	if (change === "NONE") return kept;
	return kept.map((text) => (change === "LOWER" ? text.toLowerCase() : text.toUpperCase()));
}

/** A text cut at a delimiter, at most `most` times; without one at any white space, of which none is left at its ends. */
export function splitText(text: string, delimiter: string, most: number = Number.POSITIVE_INFINITY): string[] {
	const parts: string[] = [];
	const cut = delimiter === "" ? /\s+/ : delimiter;
	let rest = delimiter === "" ? text.trim() : text;
	if (delimiter === "" && rest === "") return [];
	while (parts.length < most) {
		const at = typeof cut === "string" ? rest.indexOf(cut) : rest.search(cut);
		if (at < 0) break;
		parts.push(rest.slice(0, at));
		rest = typeof cut === "string" ? rest.slice(at + cut.length) : rest.slice(at).trimStart();
	}
	return [...parts, rest];
}
