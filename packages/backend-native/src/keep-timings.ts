import type { ArtifactCache, LoadedModel } from "@polyinfer/core";
import type { Engine } from "@polyinfer/engine-host";
import type { Probe } from "./load-native-engine.ts";
import type { NativeEngine } from "./native-engine.ts";
import { withTimings } from "./with-timings.ts";

/** What measured times hold for. */
export interface TimedOn {
	readonly probe: Probe;
	readonly device: string;
	readonly model: LoadedModel;
	/** Left out: nothing is kept. */
	readonly cache: ArtifactCache | undefined;
}

/** The engine, with what its builds of this model have measured on this device kept for later ones. */
export function keepTimings(engine: NativeEngine, loaded: Engine, { probe, device, model, cache }: TimedOn): Engine {
	if (!engine.measures || cache === undefined) return loaded;
	const { name = "", computeCapability = "", driver = "" } = probe.devices.find(({ id }) => id === device) ?? {};
	const on = { device: name, computeCapability, driver };
	const key = { engine: loaded.id, library: probe.version, ...on, model: model.sha256 };
	return {
		...loaded,
		open: (request) =>
			request.format === "onnx"
				? withTimings({ cache, key, signal: request.signal }, ({ files, options }) =>
						loaded.open({
							...request,
							files: [...request.files, ...files],
							options: { ...request.options, ...options },
						}),
					)
				: loaded.open(request),
	};
}
