import {
	copyFileSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { installScripts } from "./pack/install-scripts.mjs";
import { packAll } from "./pack.mjs";
import { emptyProject, runIn } from "./packed/outside.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const platform = `${process.platform}-${process.arch}`;
const project = emptyProject();
/** Why a test that runs a model cannot: the tarballs hold what was built here. In CI both have been built. */
const needed = {
	addon: existsSync(join(root, "packages/engine-host/build/native/host.node")) ? undefined : "the addon is not built",
	demo: existsSync(join(root, "packages/polyinfer/demo/model.onnx")) ? undefined : "the demo's net was not fetched",
};
const because = (reason: string | undefined): string => (reason && !process.env.CI ? ` (skipped: ${reason})` : "");
const skip = (reason: string | undefined): boolean => because(reason) !== "";
let installed: Awaited<ReturnType<typeof runIn>>;
let tarballs: string[] = [];

/** Every tarball for this platform, on one line, as long as none is in a registry. */
beforeAll(async () => {
	const packed = await packAll();
	tarballs = packed
		.filter(({ name }) => !name.startsWith("@polyinfer/onnxruntime-") || name.endsWith(platform))
		.map(({ tarball }) => tarball);
	const quiet = ["--no-audit", "--no-fund", "--fetch-retries=0"];
	installed = await runIn(project, "npm", ["install", ...quiet, ...tarballs]);
}, 300_000);
afterAll(() => rmSync(dirname(project), { recursive: true, force: true }));

test("npm install takes the tarballs in an empty folder", () => {
	expect(installed).toMatchObject({ code: 0 });
	expect(readdirSync(join(project, "node_modules"))).toEqual(expect.arrayContaining(["@polyinfer", "polyinfer"]));
});

test("npm install needs no network for them", async () => {
	const folder = emptyProject();
	try {
		const args = ["install", "--offline", "--no-audit", "--no-fund", ...tarballs];
		expect(await runIn(folder, "npm", args)).toMatchObject({ code: 0 });
	} finally {
		rmSync(dirname(folder), { recursive: true, force: true });
	}
});

test("nothing in the installed tree has an install script", () => {
	expect(installScripts(join(project, "node_modules"))).toEqual([]);
	const lock = readFileSync(join(project, "package-lock.json"), "utf8");
	expect(lock).toContain("node_modules/@polyinfer/core");
	expect(lock).not.toContain("hasInstallScript");
});

test("an install script is found wherever it is", () => {
	const folder = mkdtempSync(join(tmpdir(), "scripts "));
	const add = (name: string, scripts: Record<string, string>): string => {
		const path = join(folder, name);
		mkdirSync(path, { recursive: true });
		writeFileSync(join(path, "package.json"), JSON.stringify({ name, scripts }));
		return path;
	};
	add("innocent", { test: "exit 0", prepare: "exit 0" });
	add("innocent/node_modules/guilty", { postinstall: "node fetch.js" });
	writeFileSync(join(add("native", {}), "binding.gyp"), "{}");
	try {
		expect(installScripts(folder).sort()).toEqual(["innocent/node_modules/guilty: postinstall", "native: binding.gyp"]);
	} finally {
		rmSync(folder, { recursive: true });
	}
});

const strict = {
	target: "ES2022",
	module: "NodeNext",
	strict: true,
	exactOptionalPropertyTypes: true,
	noUncheckedIndexedAccess: true,
	noPropertyAccessFromIndexSignature: true,
	noImplicitOverride: true,
	noImplicitReturns: true,
	noUnusedLocals: true,
	verbatimModuleSyntax: true,
	isolatedModules: true,
	skipLibCheck: false,
};

/** Compiles the program in the project with the TypeScript of the repository. */
function compile(name: string, options: object): ReturnType<typeof runIn> {
	copyFileSync(join(root, "scripts/packed/consumer.ts"), join(project, `${name}.ts`));
	const config = { compilerOptions: { ...strict, typeRoots: [join(root, "node_modules/@types")], ...options } };
	writeFileSync(join(project, `${name}.json`), JSON.stringify({ ...config, files: [`${name}.ts`] }));
	return runIn(project, process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", `${name}.json`]);
}

test.each([
	["with Node's types and no DOM", { lib: ["ES2022"], types: ["node"] }],
	["with Node's types and the DOM", { lib: ["ES2023", "DOM"], types: ["node"] }],
	[
		"as a bundler resolves it",
		{ lib: ["ES2022", "DOM"], types: ["node"], module: "ESNext", moduleResolution: "bundler" },
	],
])("a strict program compiles against the declarations, %s", async (_, options) => {
	expect(await compile("types", { ...options, noEmit: true })).toEqual({ code: 0, stdout: "", stderr: "" });
});

test("declarations that do not hold would be noticed", async () => {
	const file = join(project, "node_modules/@polyinfer/core/dist/tensor.d.ts");
	const content = readFileSync(file);
	writeFileSync(file, `${content}\nexport declare const broken: NoSuchType;\n`);
	try {
		const { code, stdout } = await compile("control", { lib: ["ES2022"], types: ["node"], noEmit: true });
		expect(code).not.toBe(0);
		expect(stdout).toContain("NoSuchType");
	} finally {
		writeFileSync(file, content);
	}
});

const program = "the compiled program runs, ends by itself without dispose, and leaves no file in its home";
test.skipIf(skip(needed.addon))(`${program}${because(needed.addon)}`, async () => {
	expect(await compile("program", { lib: ["ES2022"], types: ["node"] })).toMatchObject({ code: 0 });
	const home = mkdtempSync(join(tmpdir(), "empty home "));
	const places = { HOME: home, XDG_CACHE_HOME: undefined, XDG_CONFIG_HOME: undefined, XDG_DATA_HOME: undefined };
	try {
		for (const args of [["program.js"], ["program.js", "dispose"]]) {
			const ended = await runIn(project, process.execPath, args, places);
			expect(ended).toEqual({ code: 0, stdout: "runs on onnxruntime: -1,-0.5,0,3\n", stderr: "" });
		}
		expect(readdirSync(home)).toEqual([]);
	} finally {
		rmSync(home, { recursive: true });
	}
});

test.skipIf(skip(needed.addon))(
	`npx polyinfer doctor says that ONNX Runtime runs${because(needed.addon)}`,
	async () => {
		const { code, stdout, stderr } = await runIn(project, "npx", ["--loglevel=error", "polyinfer", "doctor", "--json"]);
		expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
		expect(JSON.parse(stdout)).toMatchObject({ ok: true });
		expect(stdout).toMatch(/"runs"/);
	},
);

const missing = needed.addon ?? needed.demo;
test.skipIf(skip(missing))(`npx polyinfer demo classifies${because(missing)}`, async () => {
	const { code, stdout } = await runIn(project, "npx", ["--loglevel=error", "polyinfer", "demo"]);
	expect(code).toBe(0);
	expect(stdout).toContain("espresso");
});
