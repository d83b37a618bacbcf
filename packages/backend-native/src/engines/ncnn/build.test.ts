import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildNcnn } from "./build.ts";
import { ncnnBuildOptions } from "./build-options.ts";

const has = (program: string): boolean => spawnSync(program, ["--version"], { stdio: "ignore" }).status === 0;
const lacks = ["cmake", "c++"].filter((program) => !has(program));
const isHere = lacks.length === 0 && process.platform === "linux";
const run = test.runIf(isHere);
const why = isHere ? "" : ` (needs Linux with cmake and c++, lacks ${lacks.join(", ") || "Linux"})`;

const PROJECT = `cmake_minimum_required(VERSION 3.20)
project(stand_in LANGUAGES CXX)
if(NOT NCNN_SHARED_LIB OR NCNN_STDIO OR NCNN_VULKAN OR NOT NCNN_VERSION MATCHES "^[0-9]+$")
  message(FATAL_ERROR "other options than expected")
endif()
add_subdirectory(src)
`;
const LIBRARY = `add_library(ncnn SHARED ncnn.cc)
set_target_properties(ncnn PROPERTIES VERSION 1.0.1 SOVERSION 1)
`;

let folder = "";
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), "polyinfer-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** Sources that are built by the same names as ncnn's. */
async function project(name: string, source: string): Promise<{ sources: string; into: string }> {
	const sources = join(folder, name);
	await mkdir(join(sources, "src"), { recursive: true });
	await writeFile(join(sources, "CMakeLists.txt"), PROJECT);
	await writeFile(join(sources, "src", "CMakeLists.txt"), LIBRARY);
	await writeFile(join(sources, "src", "ncnn.cc"), source);
	const into = join(folder, `${name}-result`);
	await mkdir(into);
	return { sources, into };
}

run(`builds the library to its place and tells how far it is${why}`, { timeout: 60_000 }, async () => {
	const { sources, into } = await project("good", "int answer() { return 42; }\n");
	const steps: number[] = [];
	await buildNcnn({ sources, into, progress: (fraction) => void steps.push(fraction) });
	expect(await readdir(join(into, "lib"))).toEqual(["libncnn.so.1"]);
	expect((await stat(join(into, "lib", "libncnn.so.1"))).size).toBeGreaterThan(1000);
	expect(steps[0]).toBe(0);
	expect(steps.at(-1)).toBe(1);
	expect([...steps].sort((a, b) => a - b)).toEqual(steps);
});

run(
	`a build that fails is ENGINE with the compiler's words, and leaves nothing${why}`,
	{ timeout: 60_000 },
	async () => {
		const { sources, into } = await project("broken", "int answer() { return nothing; }\n");
		await expect(buildNcnn({ sources, into, progress: () => {} })).rejects.toMatchObject({
			code: "ENGINE",
			message: expect.stringMatching(/Building ncnn failed[\s\S]*error[\s\S]*nothing/),
		});
		expect(await readdir(into)).toEqual([]);
	},
);

run(`an abort ends the build${why}`, { timeout: 60_000 }, async () => {
	const { sources, into } = await project("slow", "int answer() { return 42; }\n");
	const abort = new AbortController();
	const built = buildNcnn({ sources, into, progress: () => abort.abort(), signal: abort.signal });
	await expect(built).rejects.toMatchObject({ code: "ABORTED" });
	expect(await readdir(into)).toEqual([]);
});

test("without tools it is UNAVAILABLE with the line to type", async () => {
	const { PATH } = process.env;
	process.env.PATH = folder;
	try {
		const built = buildNcnn({ sources: folder, into: folder, progress: () => {} });
		await expect(built).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringMatching(/no CMake, no C\+\+ compiler .*, no Ninja or make/),
			advice: expect.stringMatching(/cmake/),
		});
	} finally {
		process.env.PATH = PATH;
	}
});

test("the checks of ncnn stay in the build", () => {
	const options = ncnnBuildOptions("1.0.20261020");
	expect(options).toContain("-DNCNN_VERSION=20261020");
	expect(options).toContain("-DNCNN_STDIO=OFF");
	expect(options.join(" ")).not.toContain("NCNN_VALIDATION");
	expect(new Set(options).size).toBe(options.length);
});
