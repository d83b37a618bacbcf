import { expect, test } from "vitest";
import { compilableBlocks, runnableBlocks } from "./readme-blocks.ts";

const markdown = [
	"# Title",
	"```sh",
	"npm test",
	"```",
	"```ts",
	"not(run);",
	"```",
	"```ts run",
	"one();",
	"two();",
	"```",
	"",
	"```text",
	"espresso 0.951",
	"```",
	"```ts run",
	"three();",
	"```",
	"Words between.",
	"```text",
	"not its output",
	"```",
].join("\n");

test("takes the marked blocks, with the output that follows directly", () => {
	expect(runnableBlocks(markdown)).toEqual([
		{ line: 8, code: "one();\ntwo();\n", prints: ["espresso 0.951"] },
		{ line: 16, code: "three();\n", prints: [] },
	]);
});

test("takes those that are only compiled on request", () => {
	const mixed = "```ts check\na();\n```\n```ts run\nb();\n```\n```ts\nc();\n```\n";
	expect(compilableBlocks(mixed).map(({ code }) => code)).toEqual(["a();\n", "b();\n"]);
	expect(runnableBlocks(mixed).map(({ code }) => code)).toEqual(["b();\n"]);
});

test("finds nothing where nothing is marked", () => {
	expect(runnableBlocks("```ts\na();\n```\n")).toEqual([]);
});
