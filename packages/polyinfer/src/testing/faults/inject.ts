import { spawn } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";
import { addon, type Fault } from "./fault.ts";
import { makeStand } from "./stand.ts";

const source = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(source, "../.cache/faults");

/** What the user was told. */
export interface Told {
	readonly code: string;
	readonly stage: string;
	readonly fix: string;
	readonly message: string;
}

/** Bundles the program and the worker beside it; gives their paths. */
export async function buildPrograms(): Promise<readonly string[]> {
	const shared: BuildOptions = {
		bundle: true,
		format: "esm",
		platform: "node",
		target: "node20",
		conditions: ["polyinfer-source"],
		loader: { ".wasm": "binary" },
		external: ["sharp"],
		logLevel: "error",
	};
	const programs = {
		program: "testing/faults/program.ts",
		"fallback-worker": "../../backend-onnx/src/fallback/fallback-worker.ts",
	};
	return Promise.all(
		Object.entries(programs).map(async ([name, path]) => {
			const outfile = join(folder, `${name}.js`);
			await build({ ...shared, entryPoints: [join(source, path)], outfile });
			return outfile;
		}),
	);
}

/** Breaks an installation, uses it in a process of its own, and tells what that was told. */
export async function inject(fault: Fault, programs: readonly string[]): Promise<Told> {
	const stand = await makeStand(programs);
	try {
		const { env, model = stand.model, options = addon } = await fault.inject(stand);
		const task = JSON.stringify({ act: fault.act ?? "run", model, options });
		const printed = await output(stand.path("program.js"), task, { PATH: process.env.PATH, ...env }, stand.folder);
		const { code, stage = "", advice = "", message = "" } = JSON.parse(printed) as Partial<Record<string, string>>;
		return { code: code ?? "", stage, fix: shorten(advice, stand.folder), message };
	} finally {
		await stand.remove();
	}
}

/** Folders of the machine as `…`. */
function shorten(text: string, own: string): string {
	return text
		.replaceAll(/\/\S*\/build\/native(?=\/)/g, "…")
		.replaceAll(own, "…")
		.replace(/(starts at …)\.$/, "$1");
}

/** What the program prints; how it ended where that is no JSON. */
function output(program: string, task: string, env: NodeJS.ProcessEnv, cwd: string): Promise<string> {
	const child = spawn(process.execPath, [program, task], {
		env,
		cwd,
		stdio: ["ignore", "pipe", "pipe"],
		timeout: 60_000,
	});
	let text = "";
	for (const stream of [child.stdout, child.stderr])
		stream.setEncoding("utf8").on("data", (piece: string) => {
			text += piece;
		});
	return new Promise((resolve, reject) => {
		child.on("error", reject);
		child.on("close", (code, signal) =>
			resolve(text.startsWith("{") ? text : JSON.stringify({ code: signal ?? `exit ${code}`, message: text })),
		);
	});
}
