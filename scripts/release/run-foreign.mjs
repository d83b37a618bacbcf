import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { thisPlatform } from "../pack/platforms-table.mjs";
import { runIn } from "../packed/outside.mjs";
import { recordRuns, replay } from "../replay/replay.mjs";
import { must } from "../run/command.mjs";
import { cache } from "../run/root.mjs";
import { checkOps, opsProgram } from "./cells/ops-program.mjs";
import { emulators } from "./emulators-table.mjs";
import { outcomeOf, Project } from "./project.mjs";

/**
 * Runs what was built for a platform, where that can be done on this one.
 *
 * @param {{ platform: string, tests: string }} native
 * @param {import("./project.mjs").Shop} shop
 * @returns {Promise<string>} "run: ..." or "only built: ..."
 */
export async function runForeign({ platform, tests }, shop) {
	if (platform === thisPlatform) return "run: in every way below";
	const emulator = emulators[platform];
	if (emulator === undefined) return "only built: nothing here runs it";
	if (!emulator.needs.every((file) => existsSync(file))) return `only built: to run it, ${emulator.advice}`;
	const checks = `${await hostTest(tests, emulator)}${await kernelsTest(tests, emulator)}`;
	const isWhole = emulator.without === undefined;
	const runs = isWhole ? [demo, ops] : [engine(join(tests, "../native/libpolyinfer_null.so")), ops];
	const [outcome = "", printed = ""] = await inNode(platform, shop, emulator, runs);
	checkOps(printed, "native");
	const run = `run: ${emulator.name}, ${checks}Node ${emulator.node.version}: `;
	if (isWhole && outcomeOf(outcome) === "espresso, addon") return `${run}espresso, addon`;
	if (!isWhole && outcome.trim() === "2,3,4,5") return `${run}the addon with the test engine; ${emulator.without}`;
	throw new Error(`On ${platform} it was ${outcome}.`);
}

/** Arguments of Node. */
const demo = ["node_modules/polyinfer/dist/cli.js", "demo", "--json"];

/** What runs ops there. */
const ops = ["ops.js"];

/** The installed addon with the engine of the tests: y = x + 1. @param {string} library */
const engine = (library) => ["--input-type=module", "-e", program, library];
const program = `
	import { Tensor } from "@polyinfer/core";
	import { loadEngine } from "@polyinfer/engine-host";
	const engine = await loadEngine({ engine: process.argv[1] });
	const files = [{ name: "", bytes: Uint8Array.of(1) }];
	const session = await engine.open({ format: "null", files, options: {}, facts: { notes: [] } });
	const [y] = await session.run([new Tensor("float32", Float32Array.of(1, 2, 3, 4), [1, 4])], ["new"]);
	console.log(y.data.join());
	await session.dispose();
`;

/**
 * The test program of the host, where there is one.
 *
 * @param {string} folder
 * @param {import("./emulators-table.mjs").Emulator} emulator
 */
async function hostTest(folder, { command: [command = "", ...args], env }) {
	const program = join(folder, "host_test");
	if (!existsSync(program)) return "";
	const library = join(folder, "../native/libpolyinfer_null.so");
	const { code, stdout, stderr } = await runIn(folder, command, [...args, program, library], env);
	if (code !== 0) throw new Error(`host_test ended with ${code}:\n${stdout}${stderr}`);
	return `${stdout.trim()} of the host; `;
}

/**
 * Kernels of ops do again what they did as WebAssembly, where there is a program for it.
 *
 * @param {string} folder
 * @param {import("./emulators-table.mjs").Emulator} emulator
 */
async function kernelsTest(folder, { command }) {
	const program = join(folder, "ops_replay");
	if (!existsSync(program)) return "";
	const { code, output, runs, sets } = await replay(
		program,
		command,
		await recordRuns(join(cache, "replay/runs"), 200),
	);
	if (code !== 0) throw new Error(`ops_replay ended with ${code}:\n${output}`);
	const count = Object.values(runs).reduce((sum, of) => sum + of, 0);
	return `${count} runs of ops by ${sets.join(", ")} as by WebAssembly; `;
}

/**
 * What Node on that platform prints each time, in a project as npm installs it there.
 *
 * @param {string} platform
 * @param {import("./project.mjs").Shop} shop
 * @param {import("./emulators-table.mjs").Emulator} emulator
 * @param {readonly (readonly string[])[]} runs arguments of Node
 */
async function inNode(platform, shop, { command, env, node }, runs) {
	const [os, cpu] = platform.split("-");
	const project = new Project(shop);
	try {
		await project.install([`--os=${os}`, `--cpu=${cpu}`, ...(os === "linux" ? ["--libc=glibc"] : [])]);
		opsProgram(project);
		const line = [...command, await foreignNode(node)];
		// Into files, since Node under Wine can write to no pipe.
		const into = ["sh", "-c", 'exec "$@" > out.txt 2> err.txt', "sh"];
		const wine = { WINEPREFIX: join(dirname(project.folder), "wine") };
		const text = (/** @type {string} */ name) => readFileSync(join(project.folder, name), "utf8");
		/** @type {string[]} */
		const printed = [];
		for (const args of runs) {
			const { code } = await project.run([...into, ...line, ...args], { ...env, ...wine });
			if (code !== 0) throw new Error(`Node ended with ${code} on ${platform}:\n${text("out.txt")}${text("err.txt")}`);
			printed.push(text("out.txt"));
		}
		return printed;
	} finally {
		project.remove();
	}
}

/**
 * @param {import("./emulators-table.mjs").Emulator["node"]} node
 * @returns {Promise<string>} path of the program
 */
async function foreignNode({ name, version, program }) {
	const folder = join(cache, "release-tools", `${name}-${version}`);
	const path = join(folder, program);
	if (existsSync(path)) return path;
	mkdirSync(folder, { recursive: true });
	await must("npm", ["pack", `${name}@${version}`, "--pack-destination", folder], { show: false });
	await must("tar", ["-xzf", join(folder, `${name}-${version}.tgz`), "-C", folder], { show: false });
	return path;
}
