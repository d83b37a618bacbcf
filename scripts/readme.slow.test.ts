import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { fetchModel, fetchPicture } from "../models/src/index.ts";
import { runnableBlocks } from "./readme-blocks.ts";
import { finish, tool } from "./run/command.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const readme = join(root, "README.md");
const blocks = existsSync(readme) ? runnableBlocks(readFileSync(readme, "utf8")) : [];
/** From here the packages resolve that the README tells to install. */
const project = join(root, "examples/classify/dist/readme");
const files = [await fetchModel("efficientnet-lite0"), await fetchPicture("coffee")];
const missing = files.find((file) => file.missing !== undefined)?.missing;

const compilerOptions = {
	target: "ES2022",
	lib: ["ES2023", "DOM"],
	module: "NodeNext",
	types: ["node"],
	typeRoots: [join(root, "node_modules/@types")],
	strict: true,
	skipLibCheck: true,
};

describe("README.md", () => {
	test.skipIf(!existsSync(readme))("has code that can be run", () => {
		expect(blocks.length).toBeGreaterThan(0);
	});

	test.skipIf(missing !== undefined).each(blocks)(
		`the code at line $line compiles and runs${missing ? ` (${missing})` : ""}`,
		async ({ line, code, prints }) => {
			const folder = join(project, String(line));
			rmSync(folder, { recursive: true, force: true });
			mkdirSync(folder, { recursive: true });
			for (const { path } of files) if (path) copyFileSync(path, join(folder, basename(path)));
			writeFileSync(join(folder, "readme.ts"), code);
			writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["readme.ts"] }));
			const compiled = await finish(process.execPath, [tool("typescript/bin/tsc"), "-p", folder], { show: false });
			expect(compiled).toEqual({ code: 0, output: "" });
			// As on a new user's machine, where no engine has been fetched.
			const env = { POLYINFER_CACHE: join(folder, "cache") };
			const ended = await finish(process.execPath, ["readme.js"], { cwd: folder, env, show: false });
			expect(ended).toMatchObject({ code: 0 });
			for (const text of prints) expect(ended.output).toContain(text);
		},
	);
});
