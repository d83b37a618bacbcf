import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { InferenceError } from "@polyinfer/core";

/**
 * Where Polyinfer keeps what can be made or fetched again: `POLYINFER_CACHE` (an absolute path), else
 * `XDG_CACHE_HOME/polyinfer` or `~/.cache/polyinfer`, on macOS `~/Library/Caches/polyinfer`, on Windows
 * `%LOCALAPPDATA%\polyinfer\cache`. Makes nothing. Throws UNAVAILABLE where nothing tells such a folder.
 */
export function cacheFolder(
	environment: Readonly<Record<string, string | undefined>> = process.env,
	platform: NodeJS.Platform = process.platform,
	home: () => string = homedir,
): string {
	const asked = environment.POLYINFER_CACHE;
	if (asked) {
		if (isAbsolute(asked)) return asked;
		throw noFolder(`Expected an absolute path in POLYINFER_CACHE but received ${JSON.stringify(asked)}.`);
	}
	if (platform === "win32") {
		const local = environment.LOCALAPPDATA;
		return local ? join(local, "polyinfer", "cache") : join(homeFolder(home), "AppData", "Local", "polyinfer", "cache");
	}
	if (platform === "darwin") return join(homeFolder(home), "Library", "Caches", "polyinfer");
	const xdg = environment.XDG_CACHE_HOME;
	return xdg && isAbsolute(xdg) ? join(xdg, "polyinfer") : join(homeFolder(home), ".cache", "polyinfer");
}

function homeFolder(home: () => string): string {
	let folder = "";
	let cause: unknown;
	try {
		folder = home();
	} catch (error) {
		cause = error;
	}
	if (isAbsolute(folder)) return folder;
	throw noFolder("There is no folder for a cache: this user has no home folder.", cause);
}

function noFolder(message: string, cause?: unknown): InferenceError {
	return new InferenceError("UNAVAILABLE", message, {
		advice: "set POLYINFER_CACHE to the absolute path of a folder that only you can write",
		cause,
	});
}
