import type { LoadedModel, SessionFacts } from "@polyinfer/core";
import type { OnnxRuntimeOptions } from "./options.ts";

/** What differs between the bindings. */
export interface BindingFacts {
	/** Default: `"cpu"`. */
	readonly device?: string;
	readonly binding: string;
	readonly library: { readonly path: string; readonly version: string };
	readonly threads: number;
	readonly notes: readonly string[];
}

/** What a session on ONNX Runtime tells of itself. */
export function factsOf(model: LoadedModel, options: OnnxRuntimeOptions, facts: BindingFacts): SessionFacts {
	return {
		device: facts.device ?? "cpu",
		precision: "as in the model",
		library: facts.library,
		binding: facts.binding,
		format: model.format,
		conversions: [],
		casts: [],
		checks: [],
		options: effectiveOptions(options, facts.threads),
		notes: facts.notes,
	};
}

function effectiveOptions(options: OnnxRuntimeOptions, threads: number): SessionFacts["options"] {
	const { binding: _binding, library: _library, gpuDevice, wasmPaths, freeDimensions, properties, ...others } = options;
	const { libraryFolders, providerProperties, ...plain } = others;
	const prefixed = (prefix: string, record: Readonly<Record<string, string | number>> = {}) =>
		Object.fromEntries(Object.entries(record).map(([key, value]) => [`${prefix}.${key}`, value]));
	const given = Object.entries(plain).filter((entry) => entry[1] !== undefined);
	return {
		threads,
		spinning: false,
		...(Object.fromEntries(given) as Record<string, string | number | boolean>),
		...(gpuDevice === undefined ? {} : { gpuDevice: "given" }),
		...(typeof wasmPaths === "object" ? prefixed("wasmPaths", wasmPaths as Record<string, string>) : {}),
		...(typeof wasmPaths === "string" ? { wasmPaths } : {}),
		...prefixed("freeDimensions", freeDimensions),
		...prefixed("properties", properties),
		...(libraryFolders === undefined ? {} : { libraryFolders: libraryFolders.join(", ") }),
		...prefixed("providerProperties", providerProperties),
	};
}
