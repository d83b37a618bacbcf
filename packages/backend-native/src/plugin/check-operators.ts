import { InferenceError, type LoadedModel } from "@polyinfer/core";
import { PLUGIN } from "./plugin-id.ts";

/** What a plug-in tells of itself: the answer of `poly_engine.probe`. Other members are the plug-in's own affair. */
export interface PluginProbe {
	readonly version?: string;
	/** Formats that `poly_open.format` may name. */
	readonly formats?: readonly string[];
	/** The first one is the default. */
	readonly devices?: readonly { readonly id: string }[];
	/** Operators that it takes, by format, as `ModelMetadata.operators` names them. Left out: told by `open` only. */
	readonly operators?: Readonly<Record<string, readonly string[]>>;
}

/** Throws UNSUPPORTED for a format, or an operator with its name, that the plug-in does not list. */
export function checkOperators({ format, metadata }: LoadedModel, { formats = [], operators = {} }: PluginProbe): void {
	const refuse = (message: string): InferenceError =>
		new InferenceError("UNSUPPORTED", message, { backend: PLUGIN, stage: "probe" });
	if (!formats.includes(format))
		throw refuse(`The plug-in takes ${formats.join(", ") || "no format"} but received ${format}.`);
	const known = operators[format];
	if (known === undefined || metadata === undefined) return;
	const unknown = Object.entries(metadata.operators).filter(([operator]) => !known.includes(operator));
	if (unknown.length === 0) return;
	const list = unknown.map(([operator, count]) => (count > 1 ? `${operator} (${count} times)` : operator));
	throw refuse(`The plug-in does not take ${list.join(", ")}.`);
}
