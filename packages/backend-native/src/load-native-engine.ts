import { type BackendContext, InferenceError, toInferenceError } from "@polyinfer/core";
import { type Engine, loadEngine, proveLibrary } from "@polyinfer/engine-host";
import { engineError, unavailable } from "./errors.ts";
import type { EngineFiles } from "./find-engine.ts";
import { addLine } from "./library/find-native-library.ts";
import type { NativeEngine } from "./native-engine.ts";

/** One device of an engine: what tells it from others, as far as the engine says. */
export interface ProbedDevice {
	readonly id: string;
	readonly name?: string;
	readonly computeCapability?: string | number;
	/** Version of its driver. */
	readonly driver?: string | number;
}

/** What an engine's library tells of itself. */
export interface Probe {
	readonly version: string;
	readonly devices: readonly ProbedDevice[];
	/** Why there are none. */
	readonly deviceProblem?: string;
}

/** A vendor's library, loaded and asked. */
export interface LoadedEngine {
	readonly loaded: Engine;
	readonly probe: Probe;
}

/**
 * Loads an engine and its vendor's library; in this process only once another one has survived that, where the cache
 * remembers it. Rejects with UNAVAILABLE at stage `"load"`, and what to do, where one
 * does not.
 */
export async function loadNativeEngine(
	engine: NativeEngine,
	files: EngineFiles,
	isolate: "process" | undefined,
	context: BackendContext,
	signal: AbortSignal | undefined,
): Promise<LoadedEngine> {
	context.stage("load");
	const options = engine.loadOptions?.(files.tools) ?? {};
	const { cache } = context;
	try {
		if (isolate === undefined && cache !== undefined)
			await proveLibrary({ engine: files.engine, library: files.library, loadOptions: options, cache, signal });
		const loaded = await loadEngine({ engine: files.engine, library: files.library, options, isolate });
		return { loaded, probe: readProbe(await loaded.probe()) };
	} catch (error) {
		throw asLoadFailure(engine, toInferenceError(error, "UNAVAILABLE"), files.library);
	}
}

/** Throws INVALID_ARGUMENT for a name that no device of the engine has. */
export function checkDevice({ id, devices, defaultDevice }: NativeEngine, device: string): void {
	if (devices === undefined || devices.test(device)) return;
	throw new InferenceError(
		"INVALID_ARGUMENT",
		`Expected a device of ${id} such as \`${defaultDevice}\` but received \`${device}\`.`,
		{ backend: id, advice: `Name \`${defaultDevice}\`, or leave \`device\` out.` },
	);
}

/** Throws UNAVAILABLE where the engine says why it has no device at all, before anything is converted for one. */
export function checkDevices({ id }: NativeEngine, { devices, deviceProblem }: Probe): void {
	if (deviceProblem === undefined || devices.length > 0) return;
	const [reason = "", advice = "name another backend in `prefer`"] = deviceProblem.split(" Try: ");
	throw unavailable(id, reason, advice.replace(/\.$/, ""), { stage: "load" });
}

function readProbe(probe: Record<string, unknown>): Probe {
	const { version, devices, deviceProblem } = probe as Partial<Probe>;
	const told = typeof deviceProblem === "string" ? { deviceProblem } : {};
	return { version: String(version), devices: Array.isArray(devices) ? devices : [], ...told };
}

function asLoadFailure(engine: NativeEngine, error: InferenceError, library: string): InferenceError {
	const { id, title } = engine;
	if (error.code !== "UNAVAILABLE") return engineError(id, error, "load");
	const advice = error.advice ?? `Check that ${library} is ${title} for this platform, or type: ${addLine(engine)}`;
	return unavailable(id, error.message, advice, { stage: "load", cause: error });
}
