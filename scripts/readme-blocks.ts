/** A code block of a Markdown file that is held to what it says, and the lines that the block after it says are printed. */
export interface CodeBlock {
	/** Line of the opening fence, from 1. */
	readonly line: number;
	readonly code: string;
	/** Lines of the `text` block that follows directly; empty where there is none. */
	readonly prints: readonly string[];
}

/** The blocks that begin with "```ts run": complete programs. */
export function runnableBlocks(markdown: string): CodeBlock[] {
	return blocksMarked(markdown, ["ts run"]);
}

/** The blocks that begin with "```ts run" or "```ts check": complete programs, of which the latter need files that are not there. */
export function compilableBlocks(markdown: string): CodeBlock[] {
	return blocksMarked(markdown, ["ts run", "ts check"]);
}

function blocksMarked(markdown: string, marks: readonly string[]): CodeBlock[] {
	const fence = /^```([^\n]*)\n([\s\S]*?)^```[ \t]*$/gm;
	const all = [...markdown.matchAll(fence)].map(({ 0: whole, 1: info = "", 2: code = "", index }) => ({
		info: info.trim(),
		code,
		start: index,
		end: index + whole.length,
	}));
	return all.flatMap(({ info, code, start, end }, place) => {
		if (!marks.includes(info)) return [];
		const next = all[place + 1];
		const follows = next?.info === "text" && markdown.slice(end, next.start).trim() === "";
		const prints = follows ? next.code.split("\n").filter((line) => line.trim() !== "") : [];
		return [{ line: markdown.slice(0, start).split("\n").length, code, prints }];
	});
}
