import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { ERRORS } from "../packages/core/src/errors.ts";
import { compile } from "../packages/polyinfer/src/testing/compile.ts";
import { compilableBlocks } from "./readme-blocks.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
/** From here the packages resolve that the pages tell to install. */
const project = join(root, "examples/classify");
const pages = [
	join(root, "README.md"),
	...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".md"))
		.map((name) => join(root, "docs", name)),
];
const read = (page: string): string => readFileSync(page, "utf8");

describe("docs", () => {
	test("code that is marked compiles", { timeout: 120_000 }, () => {
		const sources = Object.fromEntries(
			pages.flatMap((page) =>
				compilableBlocks(read(page)).map(({ line, code }) => [
					join(project, `${relative(root, page).replaceAll(/[\\/]/g, "-")}-line-${line}.ts`),
					`${code}export {};\n`,
				]),
			),
		);
		expect(Object.keys(sources).length).toBeGreaterThan(5);
		expect(compile(sources, { noPropertyAccessFromIndexSignature: false, noUnusedLocals: false })).toEqual([]);
	});

	test("errors.md has a section for every code, and no other", () => {
		const sections = [...read(join(root, "docs/errors.md")).matchAll(/^## ([A-Z_]+)$/gm)].map(([, title]) => title);
		expect(sections.sort()).toEqual(Object.keys(ERRORS).sort());
	});

	test("errors.md names exactly the codes that are retryable as retryable", () => {
		const [row] = read(join(root, "docs/errors.md")).match(/^\| `retryable` .*$/m) ?? [];
		const codes = Object.entries(ERRORS).filter(([, { retryable }]) => retryable);
		expect(row?.match(/[A-Z_]{4,}/g)?.sort()).toEqual(codes.map(([code]) => code).sort());
	});

	test.each(pages.map((page) => relative(root, page)))("links of %s lead to files", (page) => {
		const links = [...read(join(root, page)).matchAll(/\]\(([^)#:]+)(#[^)]*)?\)/g)].map(([, link]) => link as string);
		const dead = links.filter((link) => !existsSync(join(root, dirname(page), link)));
		// The table of support is made from the conformance kit's results.
		expect(dead.filter((link) => !link.endsWith("support.md"))).toEqual([]);
	});
});
