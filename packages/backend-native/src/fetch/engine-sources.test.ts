import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { engineSources } from "./engine-sources.ts";

const platforms = engineSources.flatMap(({ id, platforms }) =>
	Object.entries(platforms).map(([name, platform]) => [`${id} on ${name}`, platform] as const),
);
const isPlainPath = (path: string): boolean =>
	path !== "" && path.split("/").every((part) => /^[\w.+-]+$/.test(part) && part !== "..");

test("every engine says what it is and what it may be used for", () => {
	expect(engineSources.map(({ id }) => id)).toEqual(["openvino", "ncnn", "mnn", "litert", "tensorrt-rtx"]);
	for (const { title, version, licence, terms, platforms } of engineSources) {
		expect(title).toMatch(/\S/);
		expect(version).toMatch(/^\d[\w.]*$/);
		expect(["Apache-2.0", "BSD-3-Clause", "LicenseRef-NVIDIA-TensorRT-SLA"]).toContain(licence);
		// Whoever fetches what is not open source is told so first.
		expect(terms !== undefined).toBe(licence.startsWith("LicenseRef-"));
		expect(Object.keys(platforms)).toContain("linux-x64");
	}
});

test("what comes as sources can be built", () => {
	for (const { id, platforms, build } of engineSources) {
		const kinds = Object.values(platforms).flatMap(({ packages }) => packages.map(({ kind }) => kind));
		expect([id, kinds.includes("sdist")]).toEqual([id, build !== undefined]);
	}
});

test.each(platforms)("%s is pinned by version, tag and hash", (_, { packages, diskBytes }) => {
	expect(packages.length).toBeGreaterThan(0);
	expect(diskBytes).toBeGreaterThan(1e6);
	for (const { kind, version, python, platform, sha256, downloadBytes, files } of packages) {
		expect(["wheel", "sdist"]).toContain(kind);
		expect(version).toMatch(/^\d[\w.]*$/);
		expect(sha256).toMatch(/^[0-9a-f]{64}$/);
		expect(downloadBytes).toBeGreaterThan(1e6);
		expect(files.every(isPlainPath)).toBe(true);
		if (kind === "wheel")
			expect([python, platform]).toEqual([expect.stringMatching(/^3(\.\d+)?$/), expect.any(String)]);
	}
});

test.each(platforms)("%s holds its library and its tools", (_, { packages, library, tools = {} }) => {
	const built = packages.some(({ kind }) => kind === "sdist");
	const files = packages.flatMap(({ files }) => files);
	if (built) expect(isPlainPath(library)).toBe(true);
	else expect(files).toContain(library);
	for (const path of Object.values(tools)) expect(files).toContain(path);
});

test("docs/engines.md tells versions, licences and sizes as they are pinned", () => {
	const page = readFileSync(new URL("../../../../docs/engines.md", import.meta.url), "utf8");
	for (const { id, version, licence, platforms } of engineSources) {
		const { packages, diskBytes } = platforms["linux-x64"] as (typeof platforms)[string];
		const fetched = packages.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0);
		const [toFetch, onDisk] = [fetched, diskBytes].map((bytes) => `${Math.round(bytes / 1e6)} MB`);
		expect(page).toContain(`| ${id} | ${version} | ${licence} | ${toFetch} | ${onDisk} |`);
	}
});
