import { dirname } from "node:path";
import { describe, expect, test } from "vitest";
import { engineFolder } from "../../cache/engine-folder.ts";
import { isBuilt, NEEDS_BUILD } from "../../testing/built.ts";
import { hasNvrtc, NEEDS_NVRTC } from "../testing/has-nvrtc.ts";
import { engineSources } from "./engine-sources.ts";

const packages = engineSources.flatMap(({ platforms }) =>
	Object.entries(platforms).flatMap(([platform, { packages, library }]) =>
		packages.map((one) => [`${one.package} on ${platform}`, one, library] as const),
	),
);

test("NVRTC comes for drivers of CUDA 13 and of CUDA 12", () => {
	expect(engineSources.map(({ id, version, licence }) => [id, version.split(".")[0], licence])).toEqual([
		["nvrtc", "13", "LicenseRef-NVIDIA-Proprietary"],
		["nvrtc-cu12", "12", "LicenseRef-NVIDIA-Proprietary"],
	]);
});

test.each(packages)("%s is pinned by version, tag and hash, and brings its licence", (_, one, library) => {
	expect(one.version).toMatch(/^\d+\.\d+\.\d+$/);
	expect(one.sha256).toMatch(/^[0-9a-f]{64}$/);
	expect(one.platform).toMatch(/^manylinux_2_\d+_(x86_64|aarch64)$/);
	expect(one.files.some((path) => /license/i.test(path))).toBe(true);
	expect(one.files.filter((path) => dirname(path) === dirname(library)).length).toBe(2);
	expect(one.files).toContain(library);
});

describe.skipIf(!isBuilt || !hasNvrtc)(`the NVRTC that was fetched ${NEEDS_BUILD} ${NEEDS_NVRTC}`, () => {
	const [nvrtc] = engineSources;

	test("compiles, without a GPU", async () => {
		const folder = engineFolder("nvrtc", nvrtc?.version ?? "");
		expect(await nvrtc?.prove?.({ folder })).toEqual({ state: "runs" });
	});

	test("is told by its path where it is not there", async () => {
		await expect(nvrtc?.prove?.({ folder: "/nowhere" })).rejects.toMatchObject({
			code: "UNAVAILABLE",
			message: expect.stringContaining("there is no file /nowhere/nvidia/cu13/lib/libnvrtc.so.13"),
		});
	});
});
