import { UsageError } from "./usage-error.ts";

/** What an input is fed, as typed: `name=random`, `name=zeros` or `name=file.npy`, and perhaps `:1,3,224,224`. */
export interface FeedRequest {
	readonly name: string;
	/** `"random"`, `"zeros"`, or the path of a `.npy` file. */
	readonly source: string;
	readonly shape?: readonly number[];
}

/** Reads the value of `--input`. Throws UsageError. */
export function parseFeedRequest(text: string): FeedRequest {
	const { name, value } = splitPair("--input", text, "name=random|zeros|file.npy");
	const [, source = value, sizes] = /^(.+):(\[?\d+(?:,\d+)*\]?|\[\])$/.exec(value) ?? [];
	if (source !== "random" && source !== "zeros" && !source.endsWith(".npy"))
		throw new UsageError(`Expected random, zeros or a .npy file for input \`${name}\` but received \`${source}\`.`);
	return { name, source, ...(sizes === undefined ? {} : { shape: parseShape("--input", sizes) }) };
}

/** Reads the value of `--shape`: `name=1,3,224,224`. Throws UsageError. */
export function parseShapeRequest(text: string): { name: string; shape: readonly number[] } {
	const { name, value } = splitPair("--shape", text, "name=1,3,224,224");
	return { name, shape: parseShape("--shape", value) };
}

/** Splits `name=value`. Throws UsageError with what was `expected`. */
export function splitPair(option: string, text: string, expected: string): { name: string; value: string } {
	const at = text.indexOf("=");
	if (at < 1 || at === text.length - 1)
		throw new UsageError(`Expected \`${option} ${expected}\` but received \`${text}\`.`);
	return { name: text.slice(0, at), value: text.slice(at + 1) };
}

function parseShape(option: string, text: string): number[] {
	const inner = text.replace(/^\[(.*)\]$/, "$1");
	const sizes =
		inner === "" ? [] : inner.split(",").map((size) => (/^ *\d+ *$/.test(size) ? Number(size) : Number.NaN));
	if (!sizes.every(Number.isSafeInteger))
		throw new UsageError(`Expected sizes such as 1,3,224,224 in \`${option}\` but received \`${text}\`.`);
	return sizes;
}
