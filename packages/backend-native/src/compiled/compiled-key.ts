import { cpus } from "node:os";
import type { ArtifactKey, InputBounds, LoadedModel } from "@polyinfer/core";
import type { Engine } from "@polyinfer/engine-host";
import { sha256OfFile } from "@polyinfer/engine-host/cache";
import type { Probe } from "../load-native-engine.ts";
import type { Conversion } from "../native-engine.ts";

/** All that a compiled model depends on. */
export interface CompiledFrom {
	readonly engine: Pick<Engine, "id" | "version">;
	readonly probe: Probe;
	readonly device: string;
	readonly model: LoadedModel;
	readonly conversion: Conversion | undefined;
	readonly format: string;
	readonly inputs: InputBounds;
	/** Of the engine: precision and flags among them. */
	readonly options: Readonly<Record<string, string>>;
	readonly threads: number;
	readonly maxRuns: number | undefined;
	readonly signal: AbortSignal | undefined;
}

/**
 * Tells a compiled model from all others; `undefined` where that cannot be told, since weights lie in files that nobody
 * has hashed. The form of what engines save is part of it by the version of the engine library. Rejects with ABORTED.
 */
export async function compiledKey(from: CompiledFrom): Promise<ArtifactKey | undefined> {
	const { engine, probe, device, model, conversion, format, inputs, options, threads, maxRuns, signal } = from;
	if (model.findings.some(({ kind }) => kind === "external-data")) return undefined;
	const beside: [string, string][] = [];
	for (const { name, path } of model.files.slice(1)) {
		if (path === undefined) return undefined;
		beside.push([name, await sha256OfFile(path, signal)]);
	}
	const { name = "", computeCapability = "", driver = "" } = probe.devices.find(({ id }) => id === device) ?? {};
	return {
		engine: engine.id,
		engineVersion: engine.version,
		library: probe.version,
		machine: `${process.platform} ${process.arch} ${cpus()[0]?.model ?? ""}`,
		device,
		deviceName: name,
		computeCapability,
		driver,
		model: model.sha256,
		beside: JSON.stringify(beside),
		conversion: JSON.stringify(sorted(conversion?.key ?? {})),
		format,
		inputs: JSON.stringify(sorted(inputs)),
		options: JSON.stringify(sorted(options)),
		threads,
		maxRuns: maxRuns ?? 0,
	};
}

function sorted(record: Readonly<Record<string, unknown>>): readonly (readonly [string, unknown])[] {
	return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
