import type { PreferEntry, SessionOptions } from "@polyinfer/core";
import type { Act } from "./program.ts";
import type { Stand } from "./stand.ts";

/** What a program in trouble is started with. */
export interface Injected {
	/** Variables beside PATH. */
	readonly env?: Readonly<Record<string, string>>;
	/** The model. Default: a sound one. */
	readonly model?: string;
	/** Options of `createSession`. Default: onnxruntime through the addon. */
	readonly options?: SessionOptions;
}

/** One thing that goes wrong, and what the user is told. */
export interface Fault {
	/** What is wrong, as the documentation says it. Unique. */
	readonly what: string;
	/** What must be there to inject it, beside Linux and the native build. */
	readonly needs?: "compiler";
	/** Breaks something that is the stand's own. */
	inject(stand: Stand): Injected | Promise<Injected>;
	/** What is done then. Default: open a session and run it once. */
	readonly act?: Act;
	readonly code: string;
	/** `""`: before an engine was looked for. */
	readonly stage: string;
	/** The advice, folders of the machine as `…`. Unique together with code and stage. */
	readonly fix: string;
}

/** Nothing else than this entry. */
export function only(prefer: PreferEntry): SessionOptions {
	return { prefer };
}

/** Through the addon alone. */
export const addon: SessionOptions = only({ backend: "onnxruntime", options: { binding: "addon" } });

/** In a worker. */
export const worker: SessionOptions = only({ backend: "onnxruntime", options: { binding: "worker" } });

/** In a process of its own. */
export const isolated: SessionOptions = { prefer: "onnxruntime", isolate: "process" };

/** Through the addon, on this library. */
export function onLibrary(library: string): SessionOptions {
	return only({ backend: "onnxruntime", options: { binding: "addon", library } });
}
