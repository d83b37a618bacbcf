import type { OnnxRuntimeOptions } from "../options.ts";
import { startInPage } from "./page-transport.ts";
import { fullWasmPaths } from "./wasm-paths.ts";
import type { WebHost } from "./web-host.ts";
import { startWebWorker } from "./worker-transport.ts";

const ADVICE =
	'npm install onnxruntime-web; where no bundler serves its files, serve node_modules/onnxruntime-web/dist and name that folder: options: { wasmPaths: "/onnxruntime-web/" }';

/** A page or a worker of a browser, as the place where onnxruntime-web runs. */
export function pageHost(options: OnnxRuntimeOptions): WebHost {
	const entry = entryOfPage();
	const { baseURI } = (globalThis as { document?: { baseURI: string } }).document ?? {};
	const { wasmPaths } = fullWasmPaths(options, baseURI ?? location.href);
	return {
		starts: (options.proxy ?? true) ? [startWebWorker, startInPage] : [startInPage],
		...(entry === undefined ? {} : { entry }),
		path: entry ?? (typeof wasmPaths === "string" ? wasmPaths : "onnxruntime-web"),
		...(wasmPaths === undefined ? {} : { wasmPaths }),
		advice: ADVICE,
		threads: threadsHere(),
		nextTurn,
	};
}

/** Workers have no import map: the page looks the entry up in its own. */
function entryOfPage(): string | undefined {
	try {
		return (import.meta as { resolve?(name: string): string }).resolve?.("onnxruntime-web/wasm");
	} catch {
		return undefined;
	}
}

function threadsHere(): WebHost["threads"] {
	const { crossOriginIsolated } = globalThis as { crossOriginIsolated?: boolean };
	if (crossOriginIsolated === true) return { most: Math.max(1, navigator.hardwareConcurrency || 1) };
	return {
		most: 1,
		why: "the page is not cross-origin isolated. Serve it with Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp.",
	};
}

/** Sooner than a timer, which browsers hold back. */
function nextTurn(): Promise<void> {
	return new Promise((resolve) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => {
			port1.close();
			resolve();
		};
		port2.postMessage(null);
	});
}
