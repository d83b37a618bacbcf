import { readFileSync } from "node:fs";
import { compileOnce } from "./compile.ts";

/**
 * Compiles a `.cu` file for the fake driver, by the emulation header: every `extern "C" __global__ void name(` of it can
 * be launched. Gives the path of the library, for `FakeDriver.kernels` and POLYINFER_FAKE_CUDA_KERNELS.
 */
export function compileKernels(path: string, definitions: readonly string[] = []): string {
	const source = readFileSync(path, "utf8");
	const names = [...source.matchAll(/__global__\s+void\s+(?:__launch_bounds__\([^)]*\)\s+)?(\w+)\s*\(/g)].map(
		([, name]) => name,
	);
	// The source is part of the text, so that a change of it is another library.
	const text = `#include "cuda_emu.h"\n#line 1 "${path}"\n${source}\n${names.map((name) => `EMU_KERNEL(${name})\n`).join("")}`;
	const flags = ["-shared", "-fvisibility=hidden", "-DCUDA_EMU", ...definitions.map((each) => `-D${each}`)];
	return compileOnce("kernels.so", text, flags);
}
