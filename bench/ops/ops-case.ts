import type { Case, Gate } from "../harness/suite.ts";
import type { Input } from "./inputs/input.ts";
import { WASM } from "./peer-ids.ts";
import type { Work } from "./work.ts";

/** A case with its input and what must hold of it. */
export interface OpsCase extends Case {
	readonly work: Work;
	readonly input?: Input;
	/** What a net would give between the two halves of a pipeline. */
	readonly netOutput?: Input;
	/** Copies of the input take turns, more than three times what the caches hold. */
	readonly isRotating: boolean;
	readonly threads: 1 | 2;
	/** What any way to compute it must read and write, in bytes. */
	readonly moves: readonly [read: number, written: number];
	/** Of peers whose calls take seconds so many samples are enough. */
	readonly minSamples: number;
	readonly gates: readonly Gate[];
}

/** A ratio to each of these peers. */
type Ratios = Readonly<Record<string, number>>;

/** What {@link opsCase} is given. */
export interface OpsCaseSpec extends Partial<Pick<Case, "otherwise" | "tolerance" | "measures">> {
	readonly id: string;
	readonly title: string;
	readonly work: Work;
	readonly input?: Input;
	readonly netOutput?: Input;
	readonly peers: readonly string[];
	/** How many times quicker than a peer ours must be, ought to be, and WebAssembly must and ought to be. */
	readonly must?: Ratios;
	readonly wish?: Ratios;
	readonly wasmMust?: Ratios;
	readonly wasmWish?: Ratios;
	/** Most microseconds of ours and of WebAssembly. */
	readonly mostUs?: number;
	readonly wasmMostUs?: number;
	readonly moves?: readonly [read: number, written: number];
	readonly threads?: 1 | 2;
	readonly isRotating?: boolean;
	readonly minSamples?: number;
}

/** The case and its gates. */
export function opsCase(spec: OpsCaseSpec): OpsCase {
	const { must, wish, wasmMust, wasmWish, mostUs, wasmMostUs, threads = 1, isRotating = false, ...rest } = spec;
	const { id } = spec;
	const kinds = [isRotating ? ", rotating" : "", threads > 1 ? `, ${threads} threads` : ""];
	const title = `${spec.title}${kinds.join("")}`;
	const asked = (goal: Gate["goal"], ratios: Ratios = {}, of?: string): Gate[] =>
		Object.entries(ratios).map(([peer, atLeast]) => ({
			id: of === undefined ? title : `${title}, WebAssembly`,
			case: id,
			goal,
			peer,
			atLeast,
			...(of === undefined ? {} : { of }),
		}));
	const gates: Gate[] = [
		...asked("must", must),
		...asked("stretch", wish),
		...asked("must", wasmMust, WASM),
		...asked("stretch", wasmWish, WASM),
	];
	if (mostUs !== undefined) gates.push({ id: title, case: id, goal: "must", atMost: mostUs });
	if (wasmMostUs !== undefined)
		gates.push({ id: `${title}, WebAssembly`, case: id, goal: "must", of: WASM, atMost: wasmMostUs });
	return {
		unit: "us",
		roundValue: "median",
		tolerance: 1e-6,
		measures: [],
		moves: [0, 0],
		minSamples: 15,
		...rest,
		title,
		cores: threads,
		threads,
		isRotating,
		gates,
	};
}
