import { isMainThread } from "node:worker_threads";
import {
	abortedError,
	type BackendContext,
	type BackendSession,
	type LoadedModel,
	type ModelFile,
} from "@polyinfer/core";
import { findLibraryOfNode } from "../engines/onnxruntime/library.ts";
import { ID, javascriptError, unavailable } from "../errors.ts";
import { factsOf } from "../facts.ts";
import { JavascriptSession } from "../javascript/javascript-session.ts";
import { Peer } from "../javascript/peer.ts";
import type { Answers } from "../javascript/protocol.ts";
import { valueInfosOf } from "../javascript/value-infos.ts";
import type { OnnxRuntimeOptions } from "../options.ts";
import { copyBytes } from "./copy-bytes.ts";
import { findJavascript } from "./find-javascript.ts";
import { javascriptOptions } from "./javascript-options.ts";
import { startProcess } from "./process-transport.ts";
import { startThread } from "./thread-transport.ts";

/** What the fallback opens a model with. */
export interface FallbackRequest {
	readonly options: OnnxRuntimeOptions;
	readonly threads: number;
	readonly notes: readonly string[];
	readonly signal?: AbortSignal;
}

/**
 * Opens a model in onnxruntime-node, in a worker of its own. Rejects with UNAVAILABLE where onnxruntime-node is missing
 * or does not load, UNSUPPORTED for what it refuses, OUT_OF_MEMORY, ABORTED. Nothing is left behind then.
 */
export async function openFallback(
	model: LoadedModel,
	request: FallbackRequest,
	context: BackendContext,
): Promise<BackendSession> {
	context.stage("find");
	const runtime = findJavascript();
	if (!runtime)
		throw unavailable("onnxruntime-node is not installed.", "npm install onnxruntime-node --ignore-scripts", {
			stage: "find",
		});
	context.stage("load");
	const start = isMainThread ? startThread : startProcess;
	const peer = new Peer(start, "onnxruntime-node", (text) => context.log("info", ID, text.trimEnd()));
	try {
		await peer.call({ op: "load", entry: runtime.entry }).catch((cause: unknown) => {
			const why = cause instanceof Error ? cause.message : String(cause);
			throw unavailable(`onnxruntime-node does not load: ${why}`, "npm install onnxruntime-node --ignore-scripts", {
				stage: "load",
				cause,
			});
		});
		if (request.signal?.aborted) throw abortedError(request.signal);
		context.stage("compile");
		const values = await compile(peer, model, request);
		if (request.signal?.aborted) throw abortedError(request.signal);
		const facts = factsOf(model, request.options, {
			binding: peer.kind,
			library: { path: (await findLibraryOfNode()) ?? runtime.folder, version: runtime.version },
			threads: request.threads,
			notes: [...request.notes, ...notesOf(request.options)],
		});
		return new JavascriptSession({
			peer,
			library: "onnxruntime-node",
			inputs: valueInfosOf(values.inputs, model.metadata?.inputs),
			outputs: valueInfosOf(values.outputs, model.metadata?.outputs),
			facts,
		});
	} catch (error) {
		await peer.end();
		throw error;
	}
}

async function compile(peer: Peer, model: LoadedModel, request: FallbackRequest): Promise<Answers["open"]> {
	const options = javascriptOptions(request.options, request.threads, model);
	const [main, ...others] = model.files as [ModelFile, ...ModelFile[]];
	const externalData: { path: string; data: Uint8Array<ArrayBuffer> }[] = [];
	const transfer: ArrayBuffer[] = [];
	let source: string | Uint8Array = main.path ?? "";
	if (main.path === undefined) {
		const copy = await copyBytes(main.bytes, request.signal);
		for (const { name, bytes } of others)
			externalData.push({ path: name, data: await copyBytes(bytes, request.signal) });
		transfer.push(copy.buffer, ...externalData.map(({ data }) => data.buffer));
		source = copy;
	}
	return peer.call({ op: "open", model: source, externalData, options }, transfer).catch((error: unknown) => {
		throw javascriptError(error, "open");
	});
}

function notesOf(options: OnnxRuntimeOptions): string[] {
	if (options.logSeverity === undefined) return [];
	return ["`logSeverity` has no effect: onnxruntime-node hands out no log."];
}
