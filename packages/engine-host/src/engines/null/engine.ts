import { InferenceError, type ModelFile, type SessionFacts } from "@polyinfer/core";
import { type Engine, loadEngine } from "../../engine.ts";
import { engineLibraryPath } from "../../engine-library-path.ts";
import type { HostSession, OpenOptions } from "../../host-session.ts";
import type { EngineLog } from "../../log-callback.ts";
import { packageFolder } from "../../package-folder.ts";

/** How the null engine behaves; `engine.c` says what each does. */
export interface NullOptions {
	readonly mode?: "static" | "dynamic" | "owned" | "string" | "two";
	readonly delayMs?: number;
	readonly spinUs?: number;
	readonly openMs?: number;
	/** A number of `ERRORS`. */
	readonly fail?: number;
	readonly poisonAfter?: number;
	/** Ends the process: only in one of its own. */
	readonly crashAfter?: number;
	readonly deaf?: boolean;
	readonly keepsModel?: boolean;
	readonly log?: boolean;
}

const KEYS: { readonly [K in keyof NullOptions]-?: string } = {
	mode: "mode",
	delayMs: "delay_ms",
	spinUs: "spin_us",
	openMs: "open_ms",
	fail: "fail",
	poisonAfter: "poison_after",
	crashAfter: "crash_after",
	deaf: "deaf",
	keepsModel: "keeps_model",
	log: "log",
};

/** Options as the engine reads them. Throws INVALID_ARGUMENT for an unknown key. */
export function nullOptions(options: NullOptions): Record<string, string> {
	const texts: Record<string, string> = {};
	for (const [key, value] of Object.entries(options)) {
		const name = KEYS[key as keyof NullOptions];
		if (name === undefined)
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Expected one of ${Object.keys(KEYS).join(", ")} but received ${key}.`,
			);
		texts[name] = typeof value === "boolean" ? String(Number(value)) : String(value);
	}
	return texts;
}

/** Where the null engine's library is once it is built. */
export function nullLibrary(): string {
	return engineLibraryPath(packageFolder(), "null") ?? "";
}

/** Loads the null engine: y = x + 1, no vendor library. Rejects with UNAVAILABLE. */
export function loadNull(
	onLog?: EngineLog,
	isolate?: "process",
	options: Readonly<Record<string, string>> = {},
): Promise<Engine> {
	return loadEngine({ engine: nullLibrary(), onLog, isolate, options });
}

/** What a session of the null engine tells of itself. */
export const NULL_FACTS: SessionFacts = {
	device: "cpu",
	precision: "float32",
	binding: "addon",
	format: "onnx",
	conversions: [],
	casts: [],
	checks: [],
	options: {},
	notes: [],
};

const MODEL: ModelFile = { name: "", bytes: Uint8Array.of(1) };

/** Opens a model of one byte on the null engine. */
export async function openNull(
	options: NullOptions = {},
	more: Partial<OpenOptions> = {},
	isolate?: "process",
): Promise<HostSession> {
	const engine = await loadNull(undefined, isolate);
	return engine.open({ format: "null", files: [MODEL], options: nullOptions(options), facts: NULL_FACTS, ...more });
}
