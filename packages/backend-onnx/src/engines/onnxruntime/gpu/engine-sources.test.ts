import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { engineSources } from "./engine-sources.ts";

const packages = engineSources.flatMap(({ id, platforms }) =>
	Object.entries(platforms).flatMap(([platform, { packages }]) =>
		packages.map((one) => [`${one.package} of ${id} on ${platform}`, one] as const),
	),
);

test("the providers bring NVIDIA's libraries along, which name their own licence", () => {
	expect(engineSources.map(({ id, licence, needs = [] }) => [id, licence, needs])).toEqual([
		["cuda-libraries", "LicenseRef-NVIDIA-Proprietary", []],
		["onnxruntime-gpu", "MIT", ["cuda-libraries", "nvrtc"]],
	]);
});

test.each(packages)("%s is pinned by version, tag and hash, and brings its licence", (_, one) => {
	expect(one.version).toMatch(/^\d[\d.]*$/);
	expect(one.sha256).toMatch(/^[0-9a-f]{64}$/);
	expect([one.kind, one.python, one.platform]).toEqual([
		"wheel",
		"3.12",
		expect.stringMatching(/^manylinux_2_\d+_x86_64$/),
	]);
	expect(one.downloadBytes).toBeGreaterThan(1e6);
	expect(one.files.some((path) => /licen[cs]e/i.test(path))).toBe(true);
	expect(one.files.every((path) => path.split("/").every((part) => /^[\w.+-]+$/.test(part) && part !== ".."))).toBe(
		true,
	);
});

test("the page tells packages, versions and sizes as they are pinned", () => {
	const page = readFileSync(new URL("../../../../../../docs/backends/onnxruntime.md", import.meta.url), "utf8");
	for (const { id, platforms } of engineSources) {
		const { packages = [], diskBytes = 0 } = platforms["linux-x64"] ?? {};
		const names = packages.map((one) => `${one.package} ${one.version}`).join(", ");
		const fetched = packages.reduce((sum, { downloadBytes }) => sum + downloadBytes, 0);
		const sizes = [fetched, diskBytes].map((bytes) => `${Math.round(bytes / 1e6)} MB`).join(" | ");
		const row = page.split("\n").find((line) => line.startsWith(`| \`${id}\` |`));
		expect(row).toContain(` ${names} |`);
		expect(row).toContain(` ${sizes} |`);
	}
});

test("the providers are those of the release that this package brings", async () => {
	const { default: own } = await import("../../../../npm/linux-x64/package.json", { with: { type: "json" } });
	expect(engineSources.find(({ id }) => id === "onnxruntime-gpu")?.version).toBe(own.onnxruntime);
});
