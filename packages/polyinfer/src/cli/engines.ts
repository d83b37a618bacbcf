import { suggestion } from "@polyinfer/core";
import type { EngineSource } from "@polyinfer/engine-host";
import type { CliContext, Command, CommandArguments, Outcome } from "./command.ts";
import { addEngines } from "./engines/add-engines.ts";
import { listEngines } from "./engines/list-engines.ts";
import { removeEngines } from "./engines/remove-engines.ts";
import { testEngines } from "./engines/test-engines.ts";
import { UsageError } from "./usage-error.ts";

const ACTIONS = { list: listEngines, add: addEngines, remove: removeEngines, test: testEngines } as const;
type Action = keyof typeof ACTIONS;

/** `polyinfer engines`: fetches the vendors' engines, says what is here, and takes them away again. */
export const engines: Command = {
	name: "engines",
	positionals: [Object.keys(ACTIONS).join("|")],
	more: "engine",
	summary: "say which engines are here, fetch them, remove them, try them",
	options: {
		from: { value: "folder", help: "with add: take the archives from a folder, without pip and network" },
		alone: { help: "with add: without the other engines that this one needs" },
	},
	examples: [
		"polyinfer engines list",
		"polyinfer engines add openvino",
		"polyinfer engines add openvino ncnn mnn litert --from /media/archives",
		"polyinfer engines test openvino",
		"polyinfer engines remove openvino",
	],
	run: runEngines,
};

async function runEngines(given: CommandArguments, context: CliContext): Promise<Outcome> {
	const [word = "", ...ids] = given.positionals;
	if (!Object.hasOwn(ACTIONS, word)) {
		const known = Object.keys(ACTIONS);
		throw new UsageError(
			`Expected one of ${known.join(", ")} after \`engines\` but received \`${word}\`.${suggestion(word, known)}`,
		);
	}
	const sources = await context.engineSources(ids);
	const chosen = ids.map((id) => find(id, sources));
	if (chosen.length === 0 && (word === "add" || word === "remove"))
		throw new UsageError(
			`Expected \`polyinfer engines ${word} <engine>...\`. Engines: ${sources.map(({ id }) => id).join(", ")}.`,
		);
	if (given.values.from && word !== "add") throw new UsageError("`--from` belongs to `polyinfer engines add`.");
	if (given.values.alone && word !== "add") throw new UsageError("`--alone` belongs to `polyinfer engines add`.");
	const wanted = word === "add" && !given.values.alone ? withNeeds(chosen, sources) : chosen;
	return ACTIONS[word as Action]([...new Set(wanted.length > 0 ? wanted : sources)], context, {
		all: chosen.length === 0,
		from: given.values.from?.[0],
	});
}

/** Each engine after those that it needs. */
function withNeeds(chosen: readonly EngineSource[], sources: readonly EngineSource[]): EngineSource[] {
	return chosen.flatMap((source) => {
		const needed = (source.needs ?? []).map((id) => find(id, sources));
		return [...withNeeds(needed, sources), source];
	});
}

function find(id: string, sources: readonly EngineSource[]): EngineSource {
	const found = sources.find((source) => source.id === id);
	if (found) return found;
	const known = sources.map((source) => source.id);
	throw new UsageError(`Unknown engine \`${id}\`.${suggestion(id, known)} Engines: ${known.join(", ")}.`);
}
