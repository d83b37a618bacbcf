import { readdirSync } from "node:fs";
import { join } from "node:path";
import { requireFrom } from "../../require-from.ts";
import { compileOnce, PACKAGE } from "./compile.ts";

/** Control of the fake driver in this process, see `native/testing/fake_cuda/control.h`. */
export interface FakeDriver {
	/** For `openCuda({ library })` and POLYINFER_CUDA_LIBRARY. */
	readonly library: string;
	/** Allocations, pinned memory, streams, events, modules and graphs that live. */
	live(): number;
	/** How often a function of the driver was called. */
	calls(name: string): number;
	/** The `call`-th call from now on gives `code`; 1 is the next. */
	fail(name: string, call: number, code: number): void;
	/** What was done wrong, a line each; `""`: nothing. */
	misuses(): string;
	/** Forgets misuse, counts, scripted failures, and the error of a broken context. */
	reset(): void;
	set(name: "devices" | "version" | "major" | "minor" | "device_bytes" | "delay_us" | "order", value: number): void;
	/** Adds emulated kernels, see `compileKernels`. */
	kernels(library: string): void;
}

/** Compiles the fake `libcuda.so.1`, which checks every call and computes nothing but emulated kernels. Gives its path. */
export function compileFakeDriver(): string {
	const folder = join(PACKAGE, "native/testing/fake_cuda");
	const sources = readdirSync(folder).filter((file) => file.endsWith(".cc"));
	const text = sources.map((file) => `#include "${join(folder, file)}"\n`).join("");
	const headers = requireFrom(join(PACKAGE, "package.json"))("node-api-headers") as { include_dir: string };
	const flags = ["-shared", "-fvisibility=hidden", "-Wl,-soname,libcuda.so.1", "-I", headers.include_dir];
	return compileOnce("libcuda.so.1", text, flags);
}

/** Compiles the fake driver and loads it into this process, with these libraries of emulated kernels. */
export function loadFakeDriver(...kernels: readonly string[]): FakeDriver {
	const fake = controlFakeDriver(compileFakeDriver());
	for (const each of kernels) fake.kernels(each);
	return fake;
}

/** Loads the fake driver at a path into this process. A copy of its file is another driver. */
export function controlFakeDriver(library: string): FakeDriver {
	const module = { exports: {} as Omit<FakeDriver, "library"> };
	process.dlopen(module, library);
	return { library, ...module.exports };
}
