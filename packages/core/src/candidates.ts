import type { Catalogue, CatalogueEntry } from "./catalogue.ts";
import { InferenceError } from "./errors.ts";
import { insteadOf, suggestion } from "./nearest.ts";
import type { PreferEntry } from "./prefer-entry.ts";

/** One backend to try. */
export interface Candidate {
	/** The entry of `prefer` that led here, as the caller wrote it. */
	readonly entry: string;
	readonly backend: CatalogueEntry;
	/** True where the entry is the backend's own id, not a word that leads to it. */
	readonly isNamed: boolean;
	readonly device?: string;
	readonly options: Readonly<Record<string, unknown>>;
	/** What serves until it is open, the first that opens; missing: nothing does. */
	readonly startOn?: readonly Candidate[];
}

/**
 * The backends that `prefer` names, in order; words are replaced by their backends, doubles are left out.
 * Throws INVALID_ARGUMENT for an unknown word or id, with the nearest known one.
 */
export function candidatesOf(
	prefer: PreferEntry | readonly PreferEntry[] | undefined,
	catalogue: Catalogue,
): Candidate[] {
	const entries = prefer === undefined ? catalogue.defaultPrefer : Array.isArray(prefer) ? prefer : [prefer];
	if (entries.length === 0)
		throw new InferenceError("INVALID_ARGUMENT", "Expected at least one entry in `prefer` but received none.");
	const candidates = new Map<string, Candidate>();
	for (const entry of entries as readonly PreferEntry[])
		for (const candidate of expand(entry, catalogue)) {
			const { backend, device = "", options, isNamed, startOn = [] } = candidate;
			const key = JSON.stringify([backend.id, device, options, isNamed, startOn.map((start) => start.entry)]);
			if (!candidates.has(key)) candidates.set(key, candidate);
		}
	return [...candidates.values()];
}

const KEYS = ["backend", "device", "library", "options", "startOn"];

function expand(entry: PreferEntry, catalogue: Catalogue): Candidate[] {
	if (typeof entry === "string") {
		const word = Object.hasOwn(catalogue.words, entry) ? catalogue.words[entry] : undefined;
		if (word)
			return word.map(({ backend, device }) => ({
				entry,
				backend: known(backend, catalogue),
				isNamed: false,
				...(device === undefined ? {} : { device }),
				options: {},
			}));
		return [{ entry, backend: known(entry, catalogue), isNamed: true, options: {} }];
	}
	if (typeof entry !== "object" || entry === null || typeof entry.backend !== "string")
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected an id, a word or { backend, device?, options? } in \`prefer\` but received ${JSON.stringify(entry)}.`,
		);
	for (const key of Object.keys(entry))
		if (!KEYS.includes(key))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Unknown key \`${key}\` in an entry of \`prefer\`.${suggestion(key, KEYS)} Known: ${KEYS.join(", ")}; what is the engine's own belongs into \`options\`.`,
			);
	const { backend, device, options = {}, library, startOn } = entry;
	if (device !== undefined && typeof device !== "string")
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected a device's name such as "cpu" or "cuda:0" as \`device\` in an entry of \`prefer\` but received ${JSON.stringify(device)}.`,
		);
	if (typeof options !== "object" || options === null || Array.isArray(options))
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected an object as \`options\` in an entry of \`prefer\` but received ${JSON.stringify(options)}.`,
		);
	if (startOn !== undefined && typeof startOn !== "string")
		throw new InferenceError(
			"INVALID_ARGUMENT",
			`Expected an id or a word as \`startOn\` in an entry of \`prefer\` but received ${JSON.stringify(startOn)}.`,
		);
	if (library !== undefined && options.library !== undefined)
		throw new InferenceError(
			"INVALID_ARGUMENT",
			"Expected `library` once in an entry of `prefer` but received it twice.",
		);
	return [
		{
			entry: backend,
			backend: known(backend, catalogue, false),
			isNamed: true,
			...(device === undefined ? {} : { device }),
			options: library === undefined ? options : { library, ...options },
			...(startOn === undefined ? {} : { startOn: expand(startOn, catalogue) }),
		},
	];
}

function known(id: string, catalogue: Catalogue, orWord = true): CatalogueEntry {
	const found = catalogue.backends.find((backend) => backend.id === id);
	if (found) return found;
	const words = [...catalogue.backends.map((backend) => backend.id), ...(orWord ? Object.keys(catalogue.words) : [])];
	const isDevice = orWord && /^[a-z]+:\d+$/i.test(id);
	const hint = isDevice ? ` A device goes with its backend: { backend, device: "${id}" }.` : suggestion(id, words);
	throw new InferenceError(
		"INVALID_ARGUMENT",
		`Unknown ${orWord ? "word" : "backend"} "${id}" in \`prefer\`.${hint} Known: ${words.join(", ")}.`,
		{ advice: insteadOf(id, words, "entry") },
	);
}
