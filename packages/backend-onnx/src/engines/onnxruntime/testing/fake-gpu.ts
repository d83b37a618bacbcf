import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { copyFile, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openCuda } from "../../../../../engine-host/src/cuda/index.ts";
import { compileOnce } from "../../../../../engine-host/src/cuda/testing/compile.ts";
import { type FakeDriver, loadFakeDriver } from "../../../../../engine-host/src/cuda/testing/fake-driver.ts";

const RELEASE = "1.30.0";

/** A machine with a GPU, as far as ONNX Runtime can tell. */
export interface FakeGpu {
	readonly driver: FakeDriver;
	/** The relay: for the option `library`. Its providers lie beside it. */
	readonly library: string;
	/** Objects of the driver that live, once what is kept for later was given back. */
	live(): Promise<number>;
	/** What ONNX Runtime was asked for since the last call, a line each. */
	calls(): Promise<string[]>;
	/** Sets what the relay does, see `relay.h`; `undefined`: as it comes. */
	set(settings: { readonly fail?: string; readonly onCpu?: string }): void;
	/** Removes its folder, and takes it out of the environment. */
	remove(): Promise<void>;
}

/** Compiles the relay over `core`, which is the real ONNX Runtime, and puts it into this process's environment. */
export async function makeFakeGpu(core: string): Promise<FakeGpu> {
	const driver = loadFakeDriver();
	const folder = await realpath(await mkdtemp(join(tmpdir(), "polyinfer-gpu-")));
	const library = join(folder, `libonnxruntime.so.${RELEASE}`);
	const log = join(folder, "calls.log");
	await mkdir(join(folder, "cache"));
	await copyFile(compileRelay(), library);
	for (const name of ["cuda", "tensorrt", "shared"])
		await copyFile(compileProvider(RELEASE), join(folder, `libonnxruntime_providers_${name}.so`));
	await writeFile(log, "");
	const environment = {
		POLYINFER_CUDA_LIBRARY: driver.library,
		POLYINFER_RELAY_CORE: core,
		POLYINFER_RELAY_LOG: log,
		POLYINFER_CACHE: join(folder, "cache"),
	};
	const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
	Object.assign(process.env, environment);
	let read = 0;
	return {
		driver,
		library,
		async live() {
			await (await openCuda({ library: driver.library })).trim();
			return driver.live();
		},
		async calls() {
			const text = await readFile(log, "utf8");
			const lines = text.slice(read).split("\n").slice(0, -1);
			read = text.length;
			return lines;
		},
		set({ fail, onCpu }) {
			process.env.POLYINFER_RELAY_FAIL = fail ?? "";
			process.env.POLYINFER_RELAY_ON_CPU = onCpu ?? "";
		},
		async remove() {
			for (const [name, value] of before) {
				if (value === undefined) delete process.env[name];
				else process.env[name] = value;
			}
			await rm(folder, { recursive: true });
		},
	};
}

/** A library that is nothing but the release of some providers. Gives its path. */
export function compileProvider(release: string): string {
	const text = `extern const char told[] __attribute__((used)) = "\\0" "${release}";\n`;
	return compileOnce(`provider-${release}.so`, text, ["-shared"]);
}

function compileRelay(): string {
	const folder = fileURLToPath(new URL("relay", import.meta.url));
	const files = readdirSync(folder).sort();
	const contents = [...files.map((file) => join(folder, file)), join(folder, "../../vendor.h")];
	const hash = createHash("sha256");
	for (const file of contents) hash.update(readFileSync(file));
	const includes = files.filter((file) => file.endsWith(".cc")).map((file) => `#include "${join(folder, file)}"\n`);
	const script = compileScript();
	return compileOnce(`relay-${RELEASE}.so`, `// ${hash.digest("hex")}\n${includes.join("")}`, [
		"-shared",
		"-fvisibility=hidden",
		`-Wl,-soname,libonnxruntime.so.1,--version-script=${script}`,
	]);
}

function compileScript(): string {
	return fileURLToPath(new URL("relay/relay.map", import.meta.url));
}
