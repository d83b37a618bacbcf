import type { ModelFormat, SessionFacts } from "@polyinfer/core";
import type { NativeEngine } from "./native-engine.ts";
import type { NativeOptions } from "./options.ts";

/** What is known of a session when it is opened. */
export interface OpenedWith {
	readonly device: string;
	readonly threads: number;
	readonly isolated: boolean;
	readonly library: { readonly path: string; readonly version: string };
	readonly format: ModelFormat;
	readonly conversions: readonly string[];
	readonly notes: readonly string[];
	/** As the engine got them. */
	readonly engineOptions: Readonly<Record<string, string>>;
}

/** What a session on a native engine tells of itself; casts and checks are added by who makes them. */
export function factsOf(engine: NativeEngine, options: NativeOptions, opened: OpenedWith): SessionFacts {
	const { device, threads, isolated, library, format, conversions, notes, engineOptions } = opened;
	const { notes: own = [], ...facts } = engine.facts(options);
	return {
		...facts,
		device,
		library,
		binding: isolated ? "runner" : "addon",
		format,
		conversions,
		casts: [],
		checks: [],
		options: { threads, ...engineOptions },
		notes: [...notes, ...own],
	};
}
