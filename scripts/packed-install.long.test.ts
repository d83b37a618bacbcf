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
import { emptyProject, runIn } from "./packed/outside.mjs";
import { checkOps, opsText } from "./release/cells/ops-program.mjs";
import { Stop } from "./run/stop.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const isCi = Boolean(process.env.CI);

/** Packing needs pip the first time: without a network there is nothing to install, which CI does not accept. */
const packed = await packAll().catch((error: unknown) => {
	if (error instanceof Stop && !isCi) return error.message;
	throw error;
});
const tarballs = typeof packed === "string" ? [] : packed.filter(isForThisMachine).map(({ tarball }) => tarball);
/** Why a test cannot run here; the tarballs hold what was built. In CI nothing may be missing. */
const reasons = {
	packed: typeof packed === "string" ? packed : undefined,
	addon: existsSync(join(root, "packages/engine-host/build/native/host.node")) ? undefined : "the addon is not built",
	ops: existsSync(join(root, "packages/ops/build/native/ops.node")) ? undefined : "the addon of ops is not built",
	demo: existsSync(join(root, "packages/polyinfer/demo/model.onnx")) ? undefined : "the demo's net was not fetched",
};

/** `test`, or a visible skip with the reason. */
function testWith(needs: readonly (keyof typeof reasons)[], name: string, run: () => Promise<void> | void): void {
	const reason = isCi ? undefined : [reasons.packed, ...needs.map((need) => reasons[need])].find(Boolean);
	test.skipIf(reason !== undefined)(reason === undefined ? name : `${name} (${reason})`, run);
}

function isForThisMachine({ name }: { readonly name: string }): boolean {
	return !name.startsWith("@polyinfer/onnxruntime-") || name.endsWith(`${process.platform}-${process.arch}`);
}

/** All tarballs on one line, as long as none is in a registry. Scripts are on. */
const install = (folder: string, ...options: string[]): ReturnType<typeof runIn> =>
	runIn(folder, "npm", ["install", "--no-audit", "--no-fund", ...options, ...tarballs]);

const project = emptyProject();
let installed: Awaited<ReturnType<typeof runIn>>;

beforeAll(async () => {
	if (tarballs.length > 0) installed = await install(project, "--offline");
}, 300_000);
afterAll(() => rmSync(dirname(project), { recursive: true, force: true }));

testWith([], "npm install takes the tarballs in an empty folder, without a network", () => {
	expect(installed).toMatchObject({ code: 0 });
	expect(readdirSync(join(project, "node_modules"))).toEqual(expect.arrayContaining(["@polyinfer", "polyinfer"]));
});

test.skipIf(reasons.packed !== undefined && !isCi)("npm install takes them with the registry too", async ({ skip }) => {
	const folder = emptyProject();
	try {
		const { code, stderr } = await install(folder, "--fetch-retries=0");
		const noNetwork = /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|ETIMEDOUT)\b/.exec(stderr);
		if (code !== 0 && noNetwork) skip(`npm reaches no registry: ${noNetwork[0]}`);
		expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
		expect(existsSync(join(folder, "node_modules/polyinfer/package.json"))).toBe(true);
	} finally {
		rmSync(dirname(folder), { recursive: true, force: true });
	}
});

testWith([], "nothing in the installed tree has an install script", () => {
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

const consumers = {
	"with Node's types and no DOM": { lib: ["ES2022"], types: ["node"] },
	"with Node's types and the DOM": { lib: ["ES2023", "DOM"], types: ["node"] },
	"as a bundler resolves it": {
		lib: ["ES2022", "DOM"],
		types: ["node"],
		module: "ESNext",
		moduleResolution: "bundler",
	},
};
for (const [how, options] of Object.entries(consumers)) {
	testWith([], `a strict program compiles against the declarations, ${how}`, async () => {
		expect(await compile("types", { ...options, noEmit: true })).toEqual({ code: 0, stdout: "", stderr: "" });
	});
}

testWith([], "declarations that do not hold would be noticed", async () => {
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

testWith(
	["addon"],
	"the compiled program runs, ends by itself without dispose, and leaves no file in its home",
	async () => {
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
	},
);

testWith(["ops"], "ops run by the addon of the platform's package, in the main thread and in a worker", async () => {
	const program = join(project, "ops.js");
	writeFileSync(program, opsText);
	checkOps((await runIn(project, process.execPath, [program])).stdout, "native");
});

testWith(["addon"], "npx polyinfer doctor says that ONNX Runtime runs", async () => {
	const { code, stdout, stderr } = await runIn(project, "npx", ["--loglevel=error", "polyinfer", "doctor", "--json"]);
	expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
	expect(JSON.parse(stdout)).toMatchObject({ ok: true });
	expect(stdout).toMatch(/"runs"/);
});

testWith(["addon", "demo"], "npx polyinfer demo classifies", async () => {
	const { code, stdout } = await runIn(project, "npx", ["--loglevel=error", "polyinfer", "demo"]);
	expect(code).toBe(0);
	expect(stdout).toContain("espresso");
});
