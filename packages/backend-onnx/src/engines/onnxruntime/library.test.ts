import { chmod, copyFile, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findLibrary, LIBRARY_VARIABLE } from "./library.ts";

let folder = "";
const elf = Buffer.from("7f454c460201010000000000", "hex");
const name =
	process.platform === "win32"
		? "onnxruntime.dll"
		: process.platform === "darwin"
			? "libonnxruntime.1.dylib"
			: "libonnxruntime.so.1";

beforeAll(async () => {
	folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-")));
});
afterAll(() => rm(folder, { recursive: true }));

const nothing = {
	environment: {},
	resolve: (): string => {
		throw new Error("not installed");
	},
};

/** A package folder with these files; returns what resolves it. */
async function install(
	packageName: string,
	manifest: object,
	files: readonly string[],
): Promise<(specifier: string) => string> {
	const root = await mkdtemp(join(folder, "package-"));
	await writeFile(join(root, "package.json"), JSON.stringify(manifest));
	for (const file of files) {
		await mkdir(join(root, file, ".."), { recursive: true });
		await writeFile(join(root, file), elf);
	}
	return (specifier) => {
		if (specifier !== `${packageName}/package.json`) throw new Error("not installed");
		return join(root, "package.json");
	};
}

test("takes the caller's path before anything else, canonically", async () => {
	const real = join(folder, "mine.so");
	await writeFile(real, elf);
	const link = join(folder, "link.so");
	await symlink(real, link);
	expect(await findLibrary({ ...nothing, library: link, environment: { [LIBRARY_VARIABLE]: "/nowhere" } })).toEqual({
		status: "found",
		path: real,
		source: "option",
	});
	expect(await findLibrary({ ...nothing, environment: { [LIBRARY_VARIABLE]: real } })).toEqual({
		status: "found",
		path: real,
		source: "environment",
	});
});

test("never replaces a path that somebody named by another library", async () => {
	const resolve = await install("onnxruntime-node", { version: "1.30.0" }, [
		`bin/napi-v6/${process.platform}/${process.arch}/${name}`,
	]);
	for (const options of [{ library: "/nowhere/lib.so" }, { environment: { [LIBRARY_VARIABLE]: "/nowhere/lib.so" } }])
		expect(await findLibrary({ ...nothing, resolve, ...options })).toMatchObject({
			status: "missing",
			reason: expect.stringContaining("there is no file /nowhere/lib.so"),
		});
});

test("refuses a relative path, a text file, a folder and what everybody may write, each with its own advice", async () => {
	const text = join(folder, "text.so");
	await writeFile(text, "#!/bin/sh\n");
	const open = join(folder, "open");
	await mkdir(open);
	await copyFile(join(folder, "mine.so"), join(open, "lib.so"));
	await chmod(open, 0o777);
	const loose = join(folder, "loose.so");
	await writeFile(loose, elf);
	await chmod(loose, 0o666);
	for (const [library, reason, advice] of [
		["lib.so", "absolute path", "Give an absolute path"],
		[text, "not a shared library", `see \`file ${text}\``],
		[folder, "not a file", "not the folder"],
		[join(open, "lib.so"), "may be written by everybody", `chmod o-w ${open}`],
		[loose, "may be written by everybody", `chmod o-w ${loose}`],
	] as const)
		expect(await findLibrary({ ...nothing, library })).toMatchObject({
			status: "missing",
			reason: expect.stringContaining(reason),
			advice: expect.stringContaining(advice),
		});
});

test("takes our package for this platform, and its field for the version", async () => {
	const own = `@polyinfer/onnxruntime-${process.platform}-${process.arch}`;
	const resolve = await install(own, { version: "0.1.0", onnxruntime: "1.30.0" }, [`lib/${name}`]);
	expect(await findLibrary({ ...nothing, resolve })).toMatchObject({ status: "found", source: own, version: "1.30.0" });
});

test("treats a package with an empty folder as missing and says so", async () => {
	const own = `@polyinfer/onnxruntime-${process.platform}-${process.arch}`;
	const resolve = await install(own, { version: "0.1.0", onnxruntime: "1.30.0" }, []);
	expect(await findLibrary({ ...nothing, resolve })).toEqual({
		status: "missing",
		reason: `ONNX Runtime's library was not found: ${own} holds no ${name}; onnxruntime-node is not installed`,
		advice: "npm install onnxruntime-node --ignore-scripts",
	});
});

test("takes the library inside onnxruntime-node last, of the newest interface", async () => {
	const file = (version: string) => `bin/${version}/${process.platform}/${process.arch}/${name}`;
	const resolve = await install("onnxruntime-node", { version: "1.30.0" }, [file("napi-v3"), file("napi-v6")]);
	expect(await findLibrary({ ...nothing, resolve })).toMatchObject({
		status: "found",
		path: expect.stringContaining("napi-v6"),
		source: "onnxruntime-node",
		version: "1.30.0",
	});
});
