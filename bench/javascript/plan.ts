import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Way } from "../sessions/cases.ts";
import { readFloats } from "../sessions/read-floats.ts";
import type { Engine } from "./cases.ts";

/** A model and its one float32 input. */
export interface PlannedModel {
	readonly path: string;
	readonly shape: readonly number[];
	/** Raw float32. */
	readonly input: string;
}

/** What the peers of a case do, written to a file that each of their processes reads. */
export interface Plan {
	/** What Polyinfer runs on. */
	readonly engine: Engine;
	/** The model that Polyinfer is given. */
	readonly own: PlannedModel;
	readonly onnx?: PlannedModel;
	/** Of the same net, as a graph model. */
	readonly graph?: PlannedModel;
	/** Which pause of the event loop is looked for, instead of the time of a run. */
	readonly pause?: Way;
}

/** Where the plan of a case stands. */
export function planFile(folder: string, id: string): string {
	return join(folder, `${id}.json`);
}

/** The plan of a case. */
export function readPlan(folder: string, id: string): Plan {
	return JSON.parse(readFileSync(planFile(folder, id), "utf8")) as Plan;
}

/** The input of a model. */
export function inputOf({ input }: PlannedModel): Float32Array<ArrayBuffer> {
	return readFloats(input);
}
