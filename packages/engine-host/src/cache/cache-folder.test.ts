import { InferenceError } from "@polyinfer/core";
import { expect, test } from "vitest";
import { cacheFolder } from "./cache-folder.ts";
import { engineFolder } from "./engine-folder.ts";

const home = (): string => "/home/ada";

test.each([
	["linux", { POLYINFER_CACHE: "/kept", XDG_CACHE_HOME: "/xdg" }, "/kept"],
	["linux", { XDG_CACHE_HOME: "/xdg" }, "/xdg/polyinfer"],
	["linux", { XDG_CACHE_HOME: "not/absolute" }, "/home/ada/.cache/polyinfer"],
	["linux", {}, "/home/ada/.cache/polyinfer"],
	["darwin", { XDG_CACHE_HOME: "/xdg" }, "/home/ada/Library/Caches/polyinfer"],
	["win32", { LOCALAPPDATA: "/local" }, "/local/polyinfer/cache"],
	["win32", {}, "/home/ada/AppData/Local/polyinfer/cache"],
] as const)("on %s with %o it is %s", (platform, environment, expected) => {
	expect(cacheFolder(environment, platform, home)).toBe(expected);
});

function errorOf(call: () => unknown): InferenceError {
	try {
		call();
	} catch (error) {
		if (error instanceof InferenceError) return error;
	}
	throw new Error("expected an InferenceError");
}

test.each([
	["", () => ""],
	["a home that cannot be told", () => assertNoHome()],
])("without a home folder (%s) it says which variable to set", (_, noHome) => {
	const { code, message, advice } = errorOf(() => cacheFolder({}, "linux", noHome));
	expect({ code, message }).toEqual({ code: "UNAVAILABLE", message: expect.stringContaining("no home folder") });
	expect(advice).toContain("POLYINFER_CACHE");
});

function assertNoHome(): string {
	throw new Error("ENOENT: no such file or directory, uv_os_homedir");
}

test("a POLYINFER_CACHE that is relative is refused", () => {
	const { code, message } = errorOf(() => cacheFolder({ POLYINFER_CACHE: "cache" }, "linux", home));
	expect({ code, message }).toEqual({
		code: "UNAVAILABLE",
		message: 'Expected an absolute path in POLYINFER_CACHE but received "cache".',
	});
});

test("an engine's folder lies below it, and no name leads out of it", () => {
	expect(engineFolder("ncnn", "1.0.20261020", "/kept")).toBe("/kept/engines/ncnn/1.0.20261020");
	for (const bad of ["..", "a/b", "", ".hidden"]) {
		expect(errorOf(() => engineFolder(bad, "1", "/kept")).code).toBe("INVALID_ARGUMENT");
		expect(errorOf(() => engineFolder("ncnn", bad, "/kept")).code).toBe("INVALID_ARGUMENT");
	}
});
