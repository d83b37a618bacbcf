/** A code block of a Markdown file that can be run, and the lines that the block after it says are printed. */
export interface CodeBlock {
	/** Line of the opening fence, from 1. */
	readonly line: number;
	readonly code: string;
	/** Lines of the `text` block that follows directly; empty where there is none. */
	readonly prints: readonly string[];
}

/** The blocks that begin with "```ts run". */
export function runnableBlocks(markdown: string): CodeBlock[] {
	const fence = /^```([^\n]*)\n([\s\S]*?)^```[ \t]*$/gm;
	const all = [...markdown.matchAll(fence)].map(({ 0: whole, 1: info = "", 2: code = "", index }) => ({
		info: info.trim(),
		code,
		start: index,
		end: index + whole.length,
	}));
	return all.flatMap(({ info, code, start, end }, place) => {
		if (info !== "ts run") return [];
		const next = all[place + 1];
		const follows = next?.info === "text" && markdown.slice(end, next.start).trim() === "";
		const prints = follows ? next.code.split("\n").filter((line) => line.trim() !== "") : [];
		return [{ line: markdown.slice(0, start).split("\n").length, code, prints }];
	});
}
