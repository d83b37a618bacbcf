import type { Box } from "@polyinfer/ops";
import type { PreferEntry, Session } from "polyinfer";
import type { Stages } from "../stages.ts";

/** What was found at one place of a picture, in its pixels. */
export interface Found {
	readonly box?: Box;
	readonly label: string;
	readonly points?: readonly (readonly [x: number, y: number])[];
}

/** A task whose models are open on one engine. */
export interface OpenTask {
	readonly sessions: readonly Session[];
	/** Rejects with what the engine rejects with. */
	run(picture: ImageData, stages: Stages): Promise<readonly Found[]>;
	dispose(): Promise<void>;
}

/** Something that a model does with a picture. */
export interface Task {
	readonly id: string;
	readonly name: string;
	/** Path of a picture that shows it. */
	readonly sample: string;
	open(prefer: PreferEntry): Promise<OpenTask>;
}
