import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { loadAddon } from "../../../engine-host/src/addon.ts";
import { openNvrtc } from "../../../engine-host/src/cuda/nvrtc.ts";
import { hasNvrtc, NEEDS_NVRTC } from "../../../engine-host/src/cuda/testing/has-nvrtc.ts";
import { isBuilt, NEEDS_BUILD } from "../../../engine-host/src/testing/built.ts";

const source = fileURLToPath(new URL("..", import.meta.url));
const folders = readdirSync(source).filter((folder) => existsSync(join(source, folder, "kernel.cu")));
const headers = Object.fromEntries(
	readdirSync(source, { recursive: true, encoding: "utf8" })
		.filter((path) => path.endsWith(".cuh"))
		.map((path) => [`../${path}`, readFileSync(join(source, path), "utf8")]),
);
/** The newest CUDA whose compiler `polyinfer engines add nvrtc` brings. */
const DRIVER_VERSION = 13000;
/** Two blocks of 256 threads fit into a multiprocessor at least. */
const MOST_REGISTERS = 128;
/** The kernels of \`to-tensor\` are many: one for each filter and number of channels. */
const TIMEOUT_MS = 180_000;

describe.skipIf(!isBuilt || !hasNvrtc)(`NVIDIA's compiler ${NEEDS_BUILD} ${NEEDS_NVRTC}`, () => {
	test.each(folders)(
		"compiles the kernels of %s for every generation, with no register in memory",
		{ timeout: TIMEOUT_MS },
		async (folder) => {
			const nvrtc = await openNvrtc(loadAddon().cuda, DRIVER_VERSION);
			const text = readFileSync(join(source, folder, "kernel.cu"), "utf8");
			for (const architecture of ["sm_75", "sm_80", "sm_90", "sm_120"]) {
				const options = [`--gpu-architecture=${architecture}`, "--std=c++17", "--fmad=false", "--ptxas-options=-v"];
				const { image, log } = await nvrtc.compile({ name: folder, source: text, headers, options, isBinary: true });
				expect(String.fromCharCode(...image.subarray(1, 4))).toBe("ELF");
				expect(log).toContain("0 bytes spill stores");
				expect(log.match(/[1-9]\d* bytes spill/)).toBeNull();
				const registers = [...log.matchAll(/Used (\d+) registers/g)].map(([, count]) => Number(count));
				expect(Math.max(...registers)).toBeLessThanOrEqual(MOST_REGISTERS);
			}
		},
	);
});
