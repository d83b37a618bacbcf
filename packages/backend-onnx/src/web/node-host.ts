import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { defaultThreads } from "@polyinfer/engine-host";
import { unavailable } from "../errors.ts";
import { findWeb } from "../fallback/find-javascript.ts";
import { startWasmThread } from "../fallback/thread-transport.ts";
import type { OnnxRuntimeOptions } from "../options.ts";
import { fullWasmPaths } from "./wasm-paths.ts";
import type { WebHost } from "./web-host.ts";

/** The line that installs it. */
const INSTALL_WEB = "npm install onnxruntime-web --ignore-scripts";

/** A Node process, as the place where onnxruntime-web runs: always in a worker thread. Throws UNAVAILABLE where it is not installed. */
export function nodeHost(options: OnnxRuntimeOptions): WebHost {
	const runtime = findWeb();
	if (!runtime) throw unavailable("onnxruntime-web is not installed.", INSTALL_WEB, { stage: "find" });
	return {
		starts: [startWasmThread],
		entry: runtime.entry,
		...fullWasmPaths(options, pathToFileURL(`${process.cwd()}/`).href),
		path: runtime.folder,
		advice: INSTALL_WEB,
		threads: { most: defaultThreads(), why: "this process may use no more processors." },
		nextTurn: () => setImmediate(),
	};
}
