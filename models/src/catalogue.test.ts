import { expect, test } from "vitest";
import { ARCHIVES, FONTS, LIBRARIES, MODELS, PICTURES, TEXTS } from "./catalogue.ts";
import { SOURCES } from "./fetch/sources.ts";
import { fetchFile, filePath, sourceOf } from "./fetch-file.ts";

const files = [MODELS, PICTURES, TEXTS, FONTS, ARCHIVES, LIBRARIES].flatMap((kind) => Object.entries(kind));

test.each(files)("%s is a file of a known source, or made from one", (_, file) => {
	const names = sourceOf(file).files.map(({ name }) => name);
	expect(names.includes(file.file)).toBe(!("derivation" in file));
});

test("every source has its own folder and files that are pinned", () => {
	expect(new Set(SOURCES.map(({ id }) => id)).size).toBe(SOURCES.length);
	for (const source of SOURCES) {
		expect(source.version).toMatch(/^\d+(\.\d+){2,3}$/);
		for (const file of source.files) expect(file.sha256).toMatch(/^[0-9a-f]{64}$/);
	}
});

test("an unknown source is INVALID_ARGUMENT", async () => {
	await expect(fetchFile({ source: "nowhere", file: "a" })).rejects.toMatchObject({ code: "INVALID_ARGUMENT" });
});

test("the path of a file is known without fetching it", () => {
	expect(filePath(MODELS.magika, "/cache")).toMatch(/cache.magika.magika\.onnx$/);
});
