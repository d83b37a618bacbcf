import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Majors of TensorRT that there is a fake of. */
export type FakeMajor = 10 | 11;

/** Control of a fake TensorRT in this process. */
export interface FakeTensorrt {
	/** `libnvinfer.so.N`, for option `library`; its parser lies beside it. */
	readonly library: string;
	/** How many objects of each class live: `{ IRuntime: 1 }`. */
	live(): Readonly<Record<string, number>>;
	/** How often each function was called. */
	calls(): Readonly<Record<string, number>>;
	/** What callers did wrong, a line each; `""`: nothing. */
	mistakes(): string;
	/**
	 * Functions that fail from now on: `{ enqueueV3: 2 }` the second time, 0 every time. A number of 1 and above with
	 * `":small"` behind the name gives the pointer 0x228 that libraries without a driver give.
	 */
	script(faults: Readonly<Record<string, number>>): void;
	/** `build_ms`: how long a build takes, in `build_steps` steps; `version`: what getInferLibVersion says. */
	set(name: "build_ms" | "build_steps" | "version", value: number): void;
	/** Forgets calls, mistakes, script and settings. */
	reset(): void;
}

const source = fileURLToPath(new URL(".", import.meta.url));
const compiled = fileURLToPath(new URL("../../../../../build/testing", import.meta.url));
const onnxruntime = fileURLToPath(new URL("../../../../../../backend-onnx/src/engines", import.meta.url));
const compiler = process.env.CXX || "g++";
const flags = ["-std=c++17", "-O1", "-g1", "-fPIC", "-shared", "-fvisibility=hidden", "-Wall", "-Wextra", "-Werror"];

/**
 * Compiles the fake `libnvinfer.so.N` and its parser, once for all test files: where the sources are as they were, what was
 * compiled before is taken. Gives the path of the first.
 */
function compileFakeTensorrt(major: FakeMajor): string {
	const headers = createRequire(import.meta.url)("node-api-headers") as { include_dir: string };
	const files = readdirSync(source)
		.filter((file) => /\.(cc|h)$/.test(file))
		.sort()
		.map((file) => join(source, file));
	const hash = createHash("sha256").update(JSON.stringify([compiler, flags, major]));
	for (const file of [...files, join(source, "../../slots.h"), join(onnxruntime, "onnxruntime/vendor.h")])
		hash.update(readFileSync(file));
	const folder = join(compiled, `tensorrt-${major}-${hash.digest("hex").slice(0, 16)}`);
	const library = join(folder, `libnvinfer.so.${major}`);
	if (existsSync(library)) return library;
	const own = `${folder}.${process.pid}.${Math.random().toString(36).slice(2)}`;
	mkdirSync(own, { recursive: true });
	const sources = files.filter((file) => file.endsWith(".cc"));
	const parser = join(source, "parser/onnx_parser.cc");
	writeFileSync(join(own, "all.cc"), sources.map((file) => `#include "${file}"\n`).join(""));
	const build = (name: string, ...args: readonly string[]): unknown =>
		execFileSync(compiler, [...flags, `-Wl,-soname,${name}`, "-o", join(own, name), ...args], { stdio: "pipe" });
	const include = ["-I", onnxruntime, "-isystem", headers.include_dir, `-DFAKE_MAJOR=${major}`];
	build(`libnvinfer.so.${major}`, ...include, join(own, "all.cc"), "-ldl", "-lpthread");
	build(`libnvonnxparser.so.${major}`, parser, "-L", own, `-l:libnvinfer.so.${major}`, "-Wl,-rpath,$ORIGIN");
	try {
		renameSync(own, folder);
	} catch (error) {
		// Another test file was faster.
		rmSync(own, { recursive: true });
		if (!existsSync(library)) throw error;
	}
	return library;
}

/** Compiles a fake and loads it into this process. `onnxruntime`: ONNX Runtime's library, which computes for it. */
export function loadFakeTensorrt(major: FakeMajor, onnxruntimeLibrary: string): FakeTensorrt {
	process.env.FAKE_TENSORRT_ONNXRUNTIME = onnxruntimeLibrary;
	const library = compileFakeTensorrt(major);
	const module = { exports: {} as { control(command: string): string } };
	process.dlopen(module, library);
	const { control } = module.exports;
	const numbers = (what: string): Record<string, number> =>
		Object.fromEntries(
			control(what)
				.split("\n")
				.filter((line) => line !== "")
				.map((line) => line.split(" "))
				.map(([name, count]) => [name, Number(count)]),
		);
	return {
		library,
		live: () => numbers("live"),
		calls: () => numbers("calls"),
		mistakes: () => control("mistakes"),
		script: (faults) => {
			const text = Object.entries(faults).map(([name, nth]) => {
				const [call, action] = name.split(":");
				return `${call}:${nth}=${action ?? "fail"}`;
			});
			control(`script ${text.join(";")}`);
		},
		set: (name, value) => void control(`set ${name} ${value}`),
		reset: () => void control("reset"),
	};
}
