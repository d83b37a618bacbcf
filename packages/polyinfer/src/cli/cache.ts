import { suggestion } from "@polyinfer/core";
import { clearKinds } from "./cache/clear-kinds.ts";
import { listKinds } from "./cache/list-kinds.ts";
import type { Command } from "./command.ts";
import { UsageError } from "./usage-error.ts";

const ACTIONS = ["list", "clear"];

/** `polyinfer cache`: what was made and kept on this disk, and how to be rid of it. */
export const cache: Command = {
	name: "cache",
	positionals: [],
	more: "list|clear kind",
	summary: "say what was converted, compiled and kept on disk, remove it",
	options: {},
	examples: ["polyinfer cache", "polyinfer cache clear", "polyinfer cache clear compiled"],
	run: async ({ positionals }) => {
		const [word = "list", ...kinds] = positionals;
		if (word === "clear") return clearKinds([...new Set(kinds)]);
		if (word === "list" && kinds.length === 0) return listKinds();
		if (word === "list") throw new UsageError("Expected nothing after `polyinfer cache list`.");
		throw new UsageError(
			`Expected nothing, list or clear after \`cache\` but received \`${word}\`.${suggestion(word, ACTIONS)}`,
		);
	},
};
