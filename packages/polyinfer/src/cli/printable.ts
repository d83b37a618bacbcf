/** Longest text of a file that is shown. */
const MAX_LENGTH = 200;

/** A text out of a file as one line that cannot steer a terminal: no control characters, cut when long. */
export function printable(text: string): string {
	const cut = text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}...` : text;
	return cut.replace(/\p{Cc}+/gu, " ").trim();
}
