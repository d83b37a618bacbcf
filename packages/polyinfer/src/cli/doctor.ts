import { type ImplementationsHere, implementationsHere } from "@polyinfer/ops";
import { version } from "../version.ts";
import { align } from "./align.ts";
import type { BackendState, BackendWord } from "./backend-state.ts";
import type { CliContext, Command, CommandArguments, Outcome } from "./command.ts";
import { formatBytes, formatMs } from "./format-number.ts";
import { type Machine, machine } from "./machine.ts";
import { probeBackend } from "./probe-backend.ts";
import type { Style } from "./style.ts";
import { tryBackend } from "./try-backend.ts";

/** `polyinfer doctor`: how far each backend gets on this machine, and what to type where it does not run. */
export const doctor: Command = {
	name: "doctor",
	positionals: [],
	summary: "say which backends run on this machine, and what to type for the others",
	options: { probe: { value: "backend" } },
	examples: ["polyinfer doctor", "polyinfer doctor --json"],
	run: runDoctor,
};

async function runDoctor(given: CommandArguments, context: CliContext): Promise<Outcome> {
	const only = given.values.probe?.[0];
	const entries = context.catalogue.backends.filter(
		({ id, needsOptions }) => !needsOptions && (only === undefined || id === only),
	);
	const states: BackendState[] = [];
	for (const entry of entries) {
		// The process that was started to try one backend starts no further one.
		states.push(only === undefined ? await tryBackend(entry, context) : await probeBackend(entry, context.loader));
	}
	if (only !== undefined && states[0]) context.send?.(states[0]);
	const runs = states.some(({ state }) => state === "runs");
	const facts = machine();
	const ops = implementationsHere();
	return {
		// Whoever asked for one backend is sent its state: the process itself did what it was asked for.
		exitCode: runs || only !== undefined ? 0 : 3,
		json: { version: version(), machine: facts, ops: opsFacts(ops), backends: states },
		text: (style) => doctorText(facts, ops, states, style),
	};
}

function opsFacts({ implementations, withoutNative, withoutWasm }: ImplementationsHere): object {
	return { implementations, withoutNative: withoutNative ?? null, withoutWasm: withoutWasm ?? null };
}

/** What runs ops of `@polyinfer/ops` here, and why nothing faster does. */
function opsText({ implementations: [first, ...others], withoutNative }: ImplementationsHere): string {
	return withoutNative === undefined ? `${first}, ${others.join(", ")}` : `${first}: ${withoutNative}`;
}

function doctorText(facts: Machine, ops: ImplementationsHere, states: readonly BackendState[], style: Style): string {
	return [
		style.bold(`polyinfer ${version()}`),
		...align([
			["node", `${facts.node} (${facts.platform})`],
			["system", [facts.system, ...(facts.libc ? [facts.libc] : [])].join(", ")],
			["processor", `${facts.processor}, ${facts.cores} usable core${facts.cores === 1 ? "" : "s"}`],
			["memory", memoryText(facts)],
			["NVIDIA GPUs", gpuText(facts)],
			["ops run by", opsText(ops)],
		]),
		"",
		style.bold("Backends"),
		...align(states.flatMap((state) => stateRows(state, style))),
	].join("\n");
}

function memoryText({ memoryBytes, freeMemoryBytes, memoryLimitBytes }: Machine): string {
	const limit = memoryLimitBytes === null ? "" : `, ${formatBytes(memoryLimitBytes)} allowed here`;
	return `${formatBytes(memoryBytes)}, ${formatBytes(freeMemoryBytes)} free${limit}`;
}

function gpuText({ nvidia }: Machine): string {
	return nvidia === null ? "none" : `${nvidia.models.join(", ")} (driver ${nvidia.driver})`;
}

const PAINT: Readonly<Record<BackendWord, "green" | "yellow" | "dim">> = {
	missing: "dim",
	found: "yellow",
	loads: "yellow",
	runs: "green",
};

function stateRows(state: BackendState, style: Style): string[][] {
	const { id, version: engine, device, binding, ms, reason, advice, notes = [] } = state;
	const facts = [engine, device && `on ${device}`, binding && `through ${binding}`].filter(Boolean).join(" ");
	const smoke = ms === undefined ? [] : [`smoke model right in ${formatMs(ms)}`];
	const first = [facts, ...smoke, ...(reason ? [reason] : [])].filter(Boolean).join(", ");
	return [
		[id, style[PAINT[state.state]](state.state), first],
		...notes.map((note) => ["", "", style.dim(note)]),
		...(advice ? [["", "", `${style.dim("->")} ${advice}`]] : []),
	];
}
