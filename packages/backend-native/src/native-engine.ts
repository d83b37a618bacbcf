import type {
	ArtifactCache,
	ArtifactKey,
	BackendContext,
	Capabilities,
	DType,
	InputBounds,
	LoadedModel,
	ModelFormat,
	OptionSchema,
	SessionFacts,
	ValueInfo,
} from "@polyinfer/core";
import type { SystemLibrary } from "@polyinfer/engine-host";
import type { NativeOptions } from "./options.ts";

/** Where a vendor's library may be found, as data. A `*` in a name stands for any text. */
export interface NativeLibrary extends SystemLibrary {
	/** Id that `polyinfer engines add` fetches it by. Default: the engine's. */
	readonly fetched?: string;
	/** What to do where it is nowhere. Default: the line that fetches it. */
	readonly advice?: string;
}

/** One model to convert. */
export interface ConversionRequest<Options extends NativeOptions = NativeOptions> {
	/** Its format is one of `conversions`. */
	readonly model: LoadedModel;
	/** As `parse` left them. */
	readonly options: Options;
	/** Sizes that the caller fixed or bounded, for converters that want shapes. */
	readonly inputs: InputBounds;
	/** The vendor's library that will run the result. `version` is probed; `path` is absolute. */
	readonly library: { readonly path: string; readonly version: string };
	/** Absolute paths by name of what came with the library: `tools` of its `engine.json`. Empty for a library found elsewhere. */
	readonly tools: Readonly<Record<string, string>>;
	/** Where the result is kept. Always there: where the user's cache cannot be used it lasts until the session is open. */
	readonly cache: ArtifactCache;
	readonly log: BackendContext["log"];
	readonly progress: BackendContext["progress"];
	readonly signal?: AbortSignal;
}

/** A model as the engine reads it. */
export interface Conversion {
	/** Of `poly_open.format`. */
	readonly format: ModelFormat;
	/** The main file first, with `name` `""`; further ones by the names that the engine gives them. */
	readonly files: readonly { readonly name: string; readonly path: string }[];
	/** Names, order, dtypes and shapes of the model that was converted. */
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	/** The engine's own names of these, in the same order. */
	readonly map: { readonly inputs: readonly string[]; readonly outputs: readonly string[] };
	/** For the report: `["onnx -> ncnn (pnnx 20261020)"]`. */
	readonly conversions: readonly string[];
	/** Anything else worth a line of the report. */
	readonly notes?: readonly string[];
	/** Of `poly_open.options`, beside those of `engineOptions`: what the conversion has found out, such as sizes. */
	readonly engineOptions?: Readonly<Record<string, string>>;
	/**
	 * Tells this result from all others: hash of the model, versions of converter and engine, options that matter. What was
	 * compared with the reference is remembered by it.
	 */
	readonly key: ArtifactKey;
}

/**
 * An engine as data and a few functions: all that `createNativeBackend` needs to make a backend of it. Its engine library is
 * `libpolyinfer_<id>`, built from the folder that this is written in.
 */
export interface NativeEngine<Options extends NativeOptions = NativeOptions> {
	/** Id of the backend, the engine library and the variable `POLYINFER_<ID>_LIBRARY`. */
	readonly id: string;
	/** What texts call it: `"OpenVINO"`. */
	readonly title: string;
	/** Formats that the engine reads itself, the preferred one first. `poly_open.format` is one of them. */
	readonly formats: readonly ModelFormat[];
	/** Formats that `convert` takes. Default: none. */
	readonly conversions?: readonly ModelFormat[];
	/** Device of sessions that name none, in the engine's spelling. */
	readonly defaultDevice: string;
	/** Names of the devices that it has; others are INVALID_ARGUMENT before anything is loaded. Default: the engine judges. */
	readonly devices?: RegExp;
	/** Threads of a run where nobody asks for a number. Default: one a processor. */
	readonly defaultThreads?: number;
	readonly library: NativeLibrary;
	/** Keys and kinds of its options, the common ones (`library`, `search`, `properties`) left out. */
	readonly options: OptionSchema;
	/**
	 * True: a broken file of these formats can crash the engine, so that one opens in `polyinfer-runner` first. Results of
	 * `convert` are proved where their own format is listed. Default: none.
	 */
	readonly untrusted?: readonly ModelFormat[];
	/** It reads the model again at times, also where it opened what was compiled before: it is given both. Default: false. */
	readonly readsModelAgain?: boolean;
	/**
	 * Element types that it takes and gives as they are but computes in a narrower one: `{ int64: "int32" }`. Each is told
	 * as a cast; the engine rejects a run with UNSUPPORTED whose feeds do not fit. Default: none.
	 */
	readonly narrows?: Readonly<Partial<Record<DType, DType>>>;
	/** What differs from the native host's own: element types, cancel, ... */
	readonly capabilities?: Partial<Capabilities>;
	/** Checks what the schema cannot, and gives the options back, defaults filled in. Throws INVALID_ARGUMENT. Default: none. */
	parse?(options: Options): Options;
	/**
	 * Of `poly_open.options`: options with their defaults, `properties` in the engine's own way, and what `inputs` fixes or
	 * bounds where the engine makes use of it.
	 */
	engineOptions(options: Options, inputs: InputBounds): Record<string, string>;
	/** Of `poly_load.options`: the same for every session, `tools` as in a conversion. Default: none. */
	loadOptions?(tools: Readonly<Record<string, string>>): Record<string, string>;
	/** What the report tells of an open session, by what the engine library describes as `"report"`. Default: nothing. */
	describe?(report: Readonly<Record<string, unknown>>): Pick<SessionFacts, "notes">;
	/**
	 * True: builds of ONNX models measure, which takes a file `timing` and option `timingCache`, the path to write one to.
	 * Default: false.
	 */
	readonly measures?: boolean;
	/** True: `convert` rewrites a model of a format that the engine reads itself. Default: it does not. */
	rewrites?(options: Options, model: LoadedModel, version: string): boolean;
	/** Throws UNSUPPORTED for models of which the engine is known to compute wrong numbers. Default: none are. */
	checkModel?(model: LoadedModel): void;
	/** True: with these options the vendor keeps compiled models itself, or one would not do. Default: false. */
	keepsCompiled?(options: Options): boolean;
	/** What the report says of the options. */
	facts(options: Options): Pick<SessionFacts, "precision"> & Partial<Pick<SessionFacts, "notes" | "placement">>;
	/** Share of an output's range that a new conversion may differ by from the reference. Default: that of `verify`. */
	tolerance?(options: Options): number | undefined;
	/**
	 * Makes of the model what the engine reads. Rejects with UNSUPPORTED, the operator named, for what the engine lacks;
	 * UNAVAILABLE, with what to type, where the converter is missing; ABORTED.
	 */
	convert?(request: ConversionRequest<Options>): Promise<Conversion>;
}
