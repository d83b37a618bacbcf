import type { BackendSession } from "./backend.ts";
import { InferenceError } from "./errors.ts";
import { MODEL_FORMATS, type ModelFormat } from "./model.ts";
import { suggestion } from "./nearest.ts";
import type { InputBounds, ValueInfo } from "./value-info.ts";

/** Names that inputs and outputs get, by their names in the file: `{ inputs: { input_1: "images" } }`. */
export interface ValueNames {
	readonly inputs?: Readonly<Record<string, string>>;
	readonly outputs?: Readonly<Record<string, string>>;
}

/** {@link ValueNames} by the format of the file. */
export type NamesByFormat = { readonly [F in ModelFormat]?: ValueNames };

/** Throws INVALID_ARGUMENT for an unknown format, and for what maps no names to names. */
export function checkNames(io: NamesByFormat | undefined): void {
	for (const [format, names] of Object.entries(io ?? {})) {
		if (!(MODEL_FORMATS as readonly string[]).includes(format))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Unknown format \`${format}\` in \`io\`.${suggestion(format, MODEL_FORMATS)}`,
			);
		for (const [kind, map] of Object.entries(names ?? {}))
			if (!(kind === "inputs" || kind === "outputs") || !isMap(map))
				throw new InferenceError(
					"INVALID_ARGUMENT",
					`Expected \`inputs\` and \`outputs\` with names by name in \`io.${format}\` but received \`${kind}\`.`,
				);
	}
}

function isMap(map: unknown): boolean {
	if (typeof map !== "object" || map === null || Array.isArray(map)) return false;
	return Object.values(map).every((name) => typeof name === "string" && name !== "");
}

/** Bounds by the names of the file. */
export function boundsOfFile(bounds: InputBounds, names: ValueNames | undefined): InputBounds {
	const own = new Map(Object.entries(names?.inputs ?? {}).map(([file, wanted]) => [wanted, file]));
	return own.size === 0
		? bounds
		: Object.fromEntries(Object.entries(bounds).map(([name, bound]) => [own.get(name) ?? name, bound]));
}

/**
 * The session with other names for its inputs and outputs; notes tell them. Throws INVALID_ARGUMENT where the file has no
 * such name, or two values would have the same.
 */
export function renameSession(session: BackendSession, names: ValueNames | undefined): BackendSession {
	if (names === undefined) return session;
	const inputs = rename(session.inputs, names.inputs ?? {}, "input");
	const outputs = rename(session.outputs, names.outputs ?? {}, "output");
	const { capabilities, facts, queues } = session;
	const told = Object.entries({ ...names.inputs, ...names.outputs }).map(
		([file, name]) => `\`${file}\` is \`${name}\``,
	);
	return {
		inputs,
		outputs,
		capabilities,
		facts: told.length === 0 ? facts : { ...facts, notes: [...facts.notes, `Names: ${told.join(", ")}.`] },
		queues,
		run: (feeds, requests, signal) => session.run(feeds, requests, signal),
		dispose: () => session.dispose(),
		...(session.profile ? { profile: () => session.profile?.() ?? [] } : {}),
		...(session.runOnDevice
			? { runOnDevice: (feeds, requests, signal) => session.runOnDevice?.(feeds, requests, signal) as never }
			: {}),
		...(session.engineRuns ? { engineRuns: () => session.engineRuns?.() as number } : {}),
		...(session.runSync ? { runSync: (feeds, requests) => session.runSync?.(feeds, requests) ?? [] } : {}),
		...(session.allocate ? { allocate: (dtype, shape) => session.allocate?.(dtype, shape) as never } : {}),
	};
}

function rename(
	values: readonly ValueInfo[],
	map: Readonly<Record<string, string>>,
	kind: string,
): readonly ValueInfo[] {
	const known = values.map(({ name }) => name);
	for (const file of Object.keys(map))
		if (!known.includes(file))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`\`io\` names the ${kind} \`${file}\`, which the file lacks.${suggestion(file, known)} It has: ${known.join(", ")}.`,
			);
	const renamed = values.map((value) => ({
		...value,
		name: (Object.hasOwn(map, value.name) && map[value.name]) || value.name,
	}));
	const twice = renamed.find(({ name }, i) => renamed.findIndex((other) => other.name === name) !== i);
	if (twice)
		throw new InferenceError("INVALID_ARGUMENT", `\`io\` gives the name \`${twice.name}\` to more than one ${kind}.`);
	return renamed;
}
