import { type Catalogue, suggestion } from "@polyinfer/core";
import { UsageError } from "./usage-error.ts";

/** The words of `--prefer a,b`. Throws UsageError for one that the catalogue lacks, with the nearest one it has. */
export function checkPrefer(text: string | undefined, catalogue: Catalogue): string[] | undefined {
	if (text === undefined) return undefined;
	const known = [...Object.keys(catalogue.words), ...catalogue.backends.map(({ id }) => id)];
	const words = text.split(",").map((word) => word.trim());
	for (const word of words) {
		if (!known.includes(word))
			throw new UsageError(
				`Unknown word \`${word}\` in \`--prefer\`.${suggestion(word, known)} Known: ${known.join(", ")}.`,
			);
	}
	return words;
}
