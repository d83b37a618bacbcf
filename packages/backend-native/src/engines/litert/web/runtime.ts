import { InferenceError, type LogLevel } from "@polyinfer/core";
import { fetchFactory } from "./fetch-factory.ts";
import type { Environment, WasmModule } from "./wasm-module.ts";

type Log = (level: LogLevel, text: string) => void;

/** One loaded engine. All its calls are synchronous, so that what it prints belongs to the caller. */
export interface Runtime {
	readonly url: string;
	readonly wasm: WasmModule;
	readonly environment: Environment;
	/**
	 * Calls the engine. What it prints goes to `log`; what it throws, and what it prints as an error and goes on, becomes an
	 * `InferenceError` of `code`, its result discarded. After a trap the heap cannot be trusted: each further call rejects, and new sessions get a
	 * new runtime.
	 */
	call<T>(log: Log, code: "UNSUPPORTED" | "ENGINE", work: () => T, discard?: (result: T) => void): T;
	/** Gives memory back, which after a trap is nobody's any more. */
	release(work: () => void): void;
}

/** Runtimes by the folder they came from. Failures are not kept. */
const loaded = new Map<string, Promise<Runtime>>();

/** Bytes of a module that browsers with relaxed SIMD take, which the quicker of the two builds needs. */
const RELAXED_SIMD = Uint8Array.of(
	...[0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 15],
	...[1, 13, 0, 65, 1, 253, 15, 65, 2, 253, 15, 253, 128, 2, 11],
);

/** The engine whose files lie in `folder`, an absolute URL that ends with a slash. Rejects with UNAVAILABLE. */
export function loadRuntime(folder: string, log: Log): Promise<Runtime> {
	const known = loaded.get(folder);
	if (known) return known;
	const runtime = load(folder, log);
	loaded.set(folder, runtime);
	runtime.catch(() => loaded.delete(folder));
	return runtime;
}

async function load(folder: string, log: Log): Promise<Runtime> {
	const build = WebAssembly.validate(RELAXED_SIMD) ? "litert_wasm" : "litert_wasm_compat";
	const url = new URL(`${build}_internal.js`, folder).href;
	let current = log;
	let trap: unknown;
	let complaints: string[] = [];
	const print = (text: string): void => {
		const level = levelOf(text);
		if (level === "error") complaints.push(text);
		current(level, text);
	};
	try {
		const factory = await fetchFactory(url);
		const wasm = await factory({ locateFile: (name) => new URL(name, folder).href, print, printErr: print });
		wasm.setupLogging();
		const environment = wasm.LiteRtEnvironment.create(null);
		const release = (work: () => void): void => {
			if (trap === undefined) work();
		};
		return { url, wasm, environment, call, release };
	} catch (error) {
		const message = `LiteRT cannot be loaded from ${url}: ${textOf(error)}`;
		throw new InferenceError("UNAVAILABLE", message, {
			backend: "litert",
			stage: "load",
			advice: ADVICE,
			cause: error,
		});
	}

	function call<T>(to: Log, code: "UNSUPPORTED" | "ENGINE", work: () => T, discard?: (result: T) => void): T {
		if (trap !== undefined) throw failure("ENGINE", "LiteRT has crashed: open the model again.", trap);
		current = to;
		complaints = [];
		try {
			const result = work();
			// A run whose kernel failed returns all the same, with whatever the memory held.
			if (complaints.length > 0) {
				discard?.(result);
				throw new Error(complaints.join("\n"));
			}
			return result;
		} catch (error) {
			if (error instanceof InferenceError) throw error;
			if (error instanceof WebAssembly.RuntimeError || error instanceof RangeError) {
				trap = error;
				loaded.delete(folder);
			}
			const isMemory = /memory|alloc/i.test(textOf(error)) && trap !== undefined;
			const lacks = /\b(unsupported|not supported|unresolved)\b/i.test(textOf(error));
			throw failure(isMemory ? "OUT_OF_MEMORY" : lacks ? "UNSUPPORTED" : code, textOf(error), error);
		} finally {
			current = log;
		}
	}
}

/** What to do where the engine cannot be loaded. */
export const ADVICE: string =
	"npm install @litertjs/core, serve node_modules/@litertjs/core/wasm, and name its URL: " +
	'{ backend: "litert", options: { wasmPaths: "/litert/" } }';

function failure(code: "UNSUPPORTED" | "ENGINE" | "OUT_OF_MEMORY", message: string, cause: unknown): InferenceError {
	return new InferenceError(code, message, { backend: "litert", cause });
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim();

function levelOf(text: string): LogLevel {
	if (/^(ERROR|[EF]\d{4})\b/.test(text)) return "error";
	return /^(WARNING|W\d{4})\b/.test(text) ? "warning" : "info";
}
