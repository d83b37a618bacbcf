import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { systemPlace } from "@polyinfer/engine-host";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { NativeLibrary } from "../native-engine.ts";
import { findNativeLibrary } from "./find-native-library.ts";

const elf = Buffer.from("7f454c460201010000000000", "hex");
const name = "libvendor.so.12";
const library: NativeLibrary = {
	names: { [process.platform]: ["libvendor.so.*", "libvendor.so"] },
	systemVariables: { VENDOR_DIR: "lib" },
	pythonFolders: ["vendor/libs"],
};
const engine = { id: "vendor", title: "Vendor", library };
let folder = "";

beforeEach(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
	vi.stubEnv("POLYINFER_CACHE", join(folder, "cache"));
	vi.stubEnv("POLYINFER_VENDOR_LIBRARY", undefined);
});
afterEach(async () => {
	vi.unstubAllEnvs();
	await rm(folder, { recursive: true });
});

async function put(path: string, content: string | Buffer = elf): Promise<string> {
	const whole = join(folder, path);
	await mkdir(dirname(whole), { recursive: true });
	await writeFile(whole, content);
	return whole;
}

/** What `polyinfer engines add vendor` leaves behind. */
async function add(version: string, manifest: object = {}): Promise<string> {
	const path = await put(`cache/engines/vendor/${version}/lib/${name}`);
	const text = JSON.stringify({
		id: "vendor",
		version,
		library: `lib/${name}`,
		tools: { convert: "bin/c" },
		...manifest,
	});
	await put(`cache/engines/vendor/${version}/engine.json`, text);
	return path;
}

test("says what to type where there is none, and where it has looked", async () => {
	expect(await findNativeLibrary(engine)).toEqual({
		status: "missing",
		reason: `Vendor's library was not found: \`polyinfer engines add vendor\` has not been run`,
		advice: "npx polyinfer engines add vendor",
	});
});

test("takes the option, then the variable, then the newest version that was added, with its tools", async () => {
	await add("2.9.0");
	const newest = await add("2.10.0");
	const variable = await put("variable.so");
	const option = await put("option.so");
	expect(await findNativeLibrary(engine)).toEqual({
		status: "found",
		path: newest,
		source: "polyinfer engines add vendor",
		version: "2.10.0",
		tools: { convert: join(dirname(dirname(newest)), "bin/c") },
	});
	vi.stubEnv("POLYINFER_VENDOR_LIBRARY", variable);
	expect(await findNativeLibrary(engine)).toMatchObject({ path: variable, source: "environment" });
	expect(await findNativeLibrary(engine, { library: option })).toMatchObject({ path: option, source: "option" });
});

test("an engine.json that is broken, or that leaves its folder, is told", async () => {
	for (const manifest of [{ library: "../../x.so" }, { library: "/x.so" }, { version: 1 }, { tools: { a: "../b" } }]) {
		await add("1.0.0", manifest);
		expect(await findNativeLibrary(engine), JSON.stringify(manifest)).toMatchObject({
			status: "missing",
			reason: expect.stringContaining("engine.json is broken; run `polyinfer engines add vendor` again"),
		});
	}
	await put("cache/engines/vendor/1.0.0/engine.json", "{");
	expect(await findNativeLibrary(engine)).toMatchObject({ status: "missing" });
});

test("a library that was removed, cut to nothing, or may be written by everybody is told", async () => {
	const path = await add("1.0.0");
	await writeFile(path, "");
	expect(await findNativeLibrary(engine)).toMatchObject({ reason: expect.stringContaining("is not a shared library") });
	await writeFile(path, elf);
	await chmod(path, 0o666);
	expect(await findNativeLibrary(engine)).toMatchObject({
		reason: expect.stringContaining("may be written by everybody"),
	});
	await rm(path);
	expect(await findNativeLibrary(engine)).toMatchObject({ reason: expect.stringContaining("there is no file") });
});

test("system folders are looked into only when asked for", async () => {
	const python = await put(`env/lib/python3.12/site-packages/vendor/libs/${name}`);
	vi.stubEnv("VIRTUAL_ENV", join(folder, "env"));
	expect(await findNativeLibrary(engine)).toMatchObject({ status: "missing" });
	expect(await findNativeLibrary(engine, { search: "system" })).toMatchObject({ path: python, source: "system" });
	const installed = await put(`opt/lib/${name}`);
	vi.stubEnv("VENDOR_DIR", join(folder, "opt"));
	expect(await findNativeLibrary(engine, { search: "system" })).toMatchObject({ path: installed });
	vi.stubEnv("VENDOR_DIR", "opt");
	expect(await findNativeLibrary(engine, { search: "system" })).toMatchObject({ path: python });
});

test("among versions in a folder the newest is first, and links are followed by who checks", async () => {
	for (const version of ["9", "10"]) await put(`libs/libvendor.so.${version}`);
	await symlink("libvendor.so.10", join(folder, "libs/libvendor.so"));
	const place = systemPlace(library, { environment: {}, libraries: [join(folder, "libs")], pythons: [] });
	expect((await place.look()).paths.map((path) => path.split("/").at(-1))).toEqual([
		"libvendor.so.10",
		"libvendor.so.9",
		"libvendor.so",
	]);
});
