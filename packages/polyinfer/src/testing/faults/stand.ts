import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { onnxBytes } from "../model-file.ts";

const sources = fileURLToPath(new URL("../../../../", import.meta.url));

/** A folder with an installation of its own, which a fault may break: programs, packages, libraries, a model. */
export interface Stand {
	readonly folder: string;
	/** Files of the installation, all copies. */
	readonly addon: string;
	readonly runner: string;
	readonly isolatedEngine: string;
	readonly engine: string;
	/** A sound model. */
	readonly model: string;
	/** A copy of ONNX Runtime's library, in a folder of its own. */
	copyOfLibrary(): Promise<string>;
	path(name: string): string;
	write(name: string, content: string | Uint8Array, mode?: number): Promise<string>;
	/** A shared library from C, at this path. */
	compile(name: string, code: string, ...flags: readonly string[]): Promise<string>;
	remove(): Promise<void>;
}

/** Where ONNX Runtime's library is in onnxruntime-node. */
const LIBRARY = join("bin/napi-v6/linux/x64", "libonnxruntime.so.1");

/** Makes an installation in which nothing is broken yet. `programs` are put into it. */
export async function makeStand(programs: readonly string[]): Promise<Stand> {
	const folder = await mkdtemp(join(tmpdir(), "polyinfer-fault-"));
	const path = (name: string): string => join(folder, name);
	const write: Stand["write"] = async (name, content, mode = 0o644) => {
		await mkdir(dirname(path(name)), { recursive: true });
		await writeFile(path(name), content, { mode });
		return path(name);
	};
	const copy = async (from: string, to: string): Promise<string> => {
		await mkdir(dirname(path(to)), { recursive: true });
		await copyFile(from, path(to));
		return path(to);
	};
	const native = (name: string, file: string): Promise<string> =>
		copy(join(sources, name, "build/native", file), `node_modules/@polyinfer/${name}/build/native/${file}`);
	await write("package.json", '{ "type": "module" }');
	for (const program of programs) await copy(program, program.split("/").at(-1) as string);
	for (const name of ["engine-host", "backend-onnx"])
		await copy(join(sources, name, "package.json"), `node_modules/@polyinfer/${name}/package.json`);
	const node = dirname(
		createRequire(join(sources, "backend-onnx/package.json")).resolve("onnxruntime-node/package.json"),
	);
	await symlink(node, path("node_modules/onnxruntime-node"));
	return {
		folder,
		addon: await native("engine-host", "host.node"),
		runner: await native("engine-host", "polyinfer-runner"),
		isolatedEngine: await native("engine-host", "libpolyinfer_isolated.so"),
		engine: await native("backend-onnx", "libpolyinfer_onnxruntime.so"),
		model: await write("net.onnx", onnxBytes()),
		copyOfLibrary: () => copy(join(node, LIBRARY), "library/libonnxruntime.so.1"),
		path,
		write,
		async compile(name, code, ...flags) {
			const source = await write(`${name}.c`, code);
			const made = spawnSync("cc", ["-shared", "-fPIC", "-o", path(name), source, ...flags], { encoding: "utf8" });
			if (made.status !== 0) throw new Error(made.stderr);
			return path(name);
		},
		remove: () => rm(folder, { recursive: true, force: true }),
	};
}
