import { join } from "node:path";
import {
	type ArtifactCache,
	type ArtifactKey,
	abortedError,
	type Compiled,
	type ErrorCode,
	type ModelFile,
	toInferenceError,
} from "@polyinfer/core";
import type { HostSession } from "@polyinfer/engine-host";

/** Of the cache. */
const KIND = "compiled";
const FILE = "model.compiled";
const NO_BYTES = new Uint8Array(0);

/** What an engine opens. */
export interface ToOpen {
	readonly format: string;
	readonly device: string;
	readonly files: readonly ModelFile[];
	readonly options: Readonly<Record<string, string>>;
}

/** One model to open, compiled before or now. */
export interface OpenCompiledRequest {
	/** Missing: nothing is looked up or kept. */
	readonly cache: ArtifactCache | undefined;
	/** Tells its compiled form from all others; `undefined`: nothing can. */
	readonly key: () => Promise<ArtifactKey | undefined>;
	readonly signal: AbortSignal | undefined;
	readonly toOpen: ToOpen;
	readonly open: (what: ToOpen) => Promise<HostSession>;
	/** The engine reads the model again at times, and is given its files behind the compiled one. */
	readonly withModel: boolean;
}

/** An open session, and how it came about. */
export interface OpenedCompiled {
	readonly session: HostSession;
	readonly compiled?: Compiled;
	readonly notes: readonly string[];
}

/**
 * Opens the compiled model that the cache keeps for the key, else compiles the model and keeps what the engine saves.
 * The cache verifies its files by hash and owner before the engine is given one by its path. One that the engine refuses
 * all the same is removed, told in a note, and the model compiled anew. What cannot be kept is a note, never an error.
 * Rejects as `open` does.
 */
export async function openCompiled(request: OpenCompiledRequest): Promise<OpenedCompiled> {
	const { cache, toOpen, open } = request;
	const key = cache && (await request.key());
	if (cache === undefined || key === undefined) return { session: await open(toOpen), notes: [] };
	const first = await openOrBuild(cache, key, request);
	if (first.refused === undefined) return first;
	await cache.remove?.(KIND, key);
	const notes = [`the compiled model in the cache was refused (${first.refused}): compiled anew`];
	const second = await openOrBuild(cache.remove ? cache : undefined, key, request);
	if (second.refused === undefined) return { ...second, notes: [...notes, ...second.notes] };
	// Another process has put the same there again.
	return { session: await open(toOpen), notes };
}

type Attempted = (OpenedCompiled & { readonly refused?: undefined }) | { readonly refused: string };

async function openOrBuild(
	cache: ArtifactCache | undefined,
	key: ArtifactKey,
	request: OpenCompiledRequest,
): Promise<Attempted> {
	const { toOpen, open, signal } = request;
	const start = performance.now();
	const building: { isBegun?: true; session?: HostSession; ms?: number } = {};
	const build = async (): Promise<HostSession> => {
		building.isBegun = true;
		const session = await open(toOpen);
		building.session = session;
		building.ms = performance.now() - start;
		return session;
	};
	const built = (session: HostSession, more: { readonly path?: string; readonly note?: string }): OpenedCompiled => ({
		session,
		compiled: {
			from: "built",
			ms: building.ms ?? 0,
			...(more.path === undefined ? {} : { path: more.path }),
		},
		notes: more.note === undefined ? [] : [more.note],
	});
	if (cache === undefined) return built(await build(), {});
	try {
		const { path } = await cache.folder(
			KIND,
			key,
			async (folder) => {
				const session = await build();
				await session.save(join(folder, FILE));
			},
			signal,
		);
		const file = join(path, FILE);
		if (building.session !== undefined) return built(building.session, { path: file });
		return await openKept(file, request);
	} catch (error) {
		const { code, message } = toInferenceError(error);
		const { session } = building;
		if (signal?.aborted) {
			await session?.dispose();
			throw abortedError(signal);
		}
		// The engine has had its say on the model, or on the kept one, which nothing compiled anew would mend.
		if (session === undefined && (building.isBegun || code !== "UNAVAILABLE")) throw error;
		const note = code === "UNSUPPORTED" ? {} : { note: `the compiled model is not kept: ${message}` };
		return built(session ?? (await build()), note);
	}
}

/** After these a model that is compiled anew may open. */
const REFUSALS: readonly ErrorCode[] = ["INVALID_MODEL", "UNSUPPORTED", "INVALID_ARGUMENT", "ENGINE"];

async function openKept(path: string, { toOpen, open, withModel }: OpenCompiledRequest): Promise<Attempted> {
	const start = performance.now();
	try {
		const kept = { name: "", path, bytes: NO_BYTES };
		const session = await open({ ...toOpen, format: "compiled", files: withModel ? [kept, ...toOpen.files] : [kept] });
		return { session, compiled: { from: "cache", ms: performance.now() - start, path }, notes: [] };
	} catch (error) {
		const { code, message } = toInferenceError(error);
		if (!REFUSALS.includes(code)) throw error;
		return { refused: message };
	}
}
