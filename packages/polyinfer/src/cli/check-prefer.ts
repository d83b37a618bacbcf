import { type Catalogue, type Fastest, type PreferEntry, suggestion } from "@polyinfer/core";
import { UsageError } from "./usage-error.ts";

/** `--prefer` of commands that open one session: {@link checkPrefer}'s entries, or the word `fastest` alone. */
export function checkPreferOrFastest(
	text: string | undefined,
	catalogue: Catalogue,
): PreferEntry[] | Fastest | undefined {
	return text?.trim() === "fastest" ? "fastest" : checkPrefer(text, catalogue);
}

/**
 * The entries of `--prefer a,b`: ids, words, and `id@device` with the device in the engine's own spelling. Throws
 * UsageError for an id or word that the catalogue lacks, with the nearest one it has.
 */
export function checkPrefer(text: string | undefined, catalogue: Catalogue): PreferEntry[] | undefined {
	if (text === undefined) return undefined;
	const ids = catalogue.backends.map(({ id }) => id);
	const words = [...Object.keys(catalogue.words), ...ids];
	return text.split(",").map((entry): PreferEntry => {
		const [name = "", device] = splitOnce(entry.trim(), "@");
		const known = device === undefined ? words : ids;
		if (!known.includes(name))
			throw new UsageError(
				`Unknown ${device === undefined ? "word" : "backend"} \`${name}\` in \`--prefer\`.${suggestion(name, known)} Known: ${known.join(", ")}.`,
			);
		if (device === "") throw new UsageError(`Expected a device after \`${name}@\` in \`--prefer\` but received none.`);
		return device === undefined ? name : { backend: name, device };
	});
}

/** An entry as `--prefer` takes it. */
export function formatPrefer(entry: PreferEntry): string {
	if (typeof entry === "string") return entry;
	return entry.device === undefined ? entry.backend : `${entry.backend}@${entry.device}`;
}

function splitOnce(text: string, separator: string): [string, string | undefined] {
	const at = text.indexOf(separator);
	return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + separator.length)];
}
