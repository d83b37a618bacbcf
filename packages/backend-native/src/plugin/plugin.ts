import { type Availability, type Backend, MODEL_FORMATS } from "@polyinfer/core";
import { findAddon, findRunner } from "@polyinfer/engine-host";
import { openPlugin } from "./open-plugin.ts";
import { PLUGIN } from "./plugin-id.ts";

/**
 * Engines that others write against `polyinfer/engine.h`: `prefer: { backend: "plugin", library: "/opt/vendor/libnpu.so" }`.
 * What formats and operators one takes it tells itself. Its options are `PluginOptions`.
 */
export const plugin: Backend = {
	id: PLUGIN,
	formats: MODEL_FORMATS,
	availability: async (): Promise<Availability> => {
		const addon = findAddon();
		if (addon.status === "missing") return addon;
		const apart = findRunner().status === "found" ? { isolates: true as const, proves: MODEL_FORMATS } : {};
		return { status: "found", detail: "the library that `library` names", ...apart };
	},
	createSession: openPlugin,
};
