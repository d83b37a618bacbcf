import {
	abortedError,
	type BackendContext,
	type BackendSession,
	InferenceError,
	type LoadedModel,
	type ModelFile,
} from "@polyinfer/core";
import { ID, javascriptError, unavailable } from "../errors.ts";
import { factsOf } from "../facts.ts";
import { JavascriptSession } from "../javascript/javascript-session.ts";
import { Peer } from "../javascript/peer.ts";
import type { Answers, LoadAnswer, LoadRequest, WebFlags } from "../javascript/protocol.ts";
import { valueInfosOf } from "../javascript/value-infos.ts";
import type { OnnxRuntimeOptions } from "../options.ts";
import { copyInTurns } from "./copy-in-turns.ts";
import { logLevelOf } from "./log-level.ts";
import { keepWarm, takeWarm } from "./warm-peers.ts";
import type { WebHost } from "./web-host.ts";
import { webOptions } from "./web-options.ts";

/** Threads of a run where nobody says how many, at most: each is a worker that has to be started, and that spins. */
const DEFAULT_THREADS = 4;

/** WebAssembly compiled by the first worker that was started in a way, for all that follow. */
const modules = new Map<string, WebAssembly.Module>();

/** What a model is opened with in onnxruntime-web. */
export interface WebRequest {
	readonly options: OnnxRuntimeOptions;
	/** Sizes of free axes by name. */
	readonly freeDimensions: Readonly<Record<string, number>>;
	/** Threads of one run; `undefined`: as many as are of use. */
	readonly threads?: number | undefined;
	readonly signal?: AbortSignal | undefined;
	/** Refuse models of which parts run elsewhere. */
	readonly strict?: boolean;
}

/**
 * Opens a model in onnxruntime-web's WebAssembly. Rejects with UNAVAILABLE where that is missing or does not load,
 * UNSUPPORTED for what it refuses, OUT_OF_MEMORY, ABORTED. Nothing is left behind then.
 */
export async function openWasm(
	model: LoadedModel,
	request: WebRequest,
	context: BackendContext,
	host: WebHost,
): Promise<BackendSession> {
	const { threads, notes } = threadsOf(request.threads, host);
	const { wasmPaths } = host;
	context.stage("load");
	const load: LoadRequest & { readonly web: WebFlags } = {
		op: "load",
		...(host.entry === undefined ? {} : { entry: host.entry }),
		web: { threads, ...(wasmPaths === undefined ? {} : { wasmPaths }) },
	};
	const { peer, answer, key } = await start(load, context, host, notes);
	const keep = (side: Peer): Promise<void> => keepWarm(key, side);
	try {
		if (request.signal?.aborted) throw abortedError(request.signal);
		context.stage("compile");
		const values = await compile(peer, model, request, host);
		if (values.module) modules.set(key, values.module);
		if (request.signal?.aborted) throw abortedError(request.signal);
		return new JavascriptSession({
			peer,
			library: "onnxruntime-web",
			inputs: valueInfosOf(values.inputs, model.metadata?.inputs),
			outputs: valueInfosOf(values.outputs, model.metadata?.outputs),
			facts: factsOf(model, request.options, {
				device: "wasm",
				binding: peer.kind,
				library: { path: host.path, version: answer.version },
				threads,
				notes,
			}),
			keep,
		});
	} catch (error) {
		await keep(peer);
		throw error;
	}
}

function threadsOf(
	asked: number | undefined,
	{ threads: { most, why } }: WebHost,
): { threads: number; notes: string[] } {
	const threads = Math.min(asked || Math.min(DEFAULT_THREADS, Math.ceil(most / 2)), most);
	const isLess = asked !== undefined && threads < asked && why !== undefined;
	return { threads, notes: isLess ? [`${threads} of ${asked} threads are used: ${why}`] : [] };
}

interface Started {
	readonly peer: Peer;
	readonly answer: LoadAnswer;
	/** What it was started with. */
	readonly key: string;
}

/** One that was kept, or the first that starts, with onnxruntime-web in it. */
async function start(
	load: LoadRequest & { readonly web: WebFlags },
	context: BackendContext,
	host: WebHost,
	notes: string[],
): Promise<Started> {
	const onText = (text: string): void => context.log(logLevelOf(text), ID, text.trimEnd());
	for (const [i, way] of host.starts.entries()) {
		const key = `${i} ${JSON.stringify(load)}`;
		const kept = takeWarm(key);
		if (kept) kept.onText = onText;
		const peer = kept ?? new Peer(way, "onnxruntime-web", onText);
		const module = modules.get(key);
		try {
			const answer = await peer.call(module ? { ...load, web: { ...load.web, module } } : load);
			return { peer, answer, key };
		} catch (error) {
			await peer.end();
			const why = error instanceof Error ? error.message : String(error);
			const isLost = error instanceof InferenceError;
			if (!isLost || i + 1 === host.starts.length) throw notLoaded(why, host, error);
			notes.push(`No worker was used, so that runs hold up the page: ${why}`);
		}
	}
	throw notLoaded("There is no way to start it.", host);
}

async function compile(
	peer: Peer,
	model: LoadedModel,
	{ options, freeDimensions, signal }: WebRequest,
	host: WebHost,
): Promise<Answers["open"]> {
	const copy = ({ bytes }: ModelFile) => copyInTurns(bytes, host.nextTurn, signal);
	const [main, ...others] = model.files as [ModelFile, ...ModelFile[]];
	const bytes = await copy(main);
	const externalData = [];
	for (const file of others) externalData.push({ path: file.name, data: await copy(file) });
	const transfer = [bytes.buffer, ...externalData.map(({ data }) => data.buffer)];
	const session = webOptions(options, freeDimensions, model);
	return peer.call({ op: "open", model: bytes, externalData, options: session }, transfer).catch((error: unknown) => {
		const why = error instanceof Error ? error.message : String(error);
		throw /no available backend found/i.test(why) ? notLoaded(why, host, error) : javascriptError(error, "open");
	});
}

function notLoaded(why: string, { advice }: WebHost, cause?: unknown): InferenceError {
	return unavailable(`onnxruntime-web does not load: ${why}`, advice, { stage: "load", cause });
}
