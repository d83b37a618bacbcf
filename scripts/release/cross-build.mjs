import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { nativeFiles, nativeFilesHere } from "../pack/native-files.mjs";
import { thisPlatform } from "../pack/platforms-table.mjs";
import { finish } from "../run/command.mjs";
import { cache, root } from "../run/root.mjs";
import { hashFiles, sourceFiles } from "../run/source-files.mjs";
import { onChange } from "../run/stamp.mjs";
import { Stop } from "../run/stop.mjs";
import { findZig, licencesOf } from "./zig.mjs";

const toolchain = join(root, "scripts/release/zig.cmake");
const project = join(root, "scripts/release/zig-project.cmake");
const mangled = join(root, "scripts/release/mangled.cc");

/**
 * The native parts for a platform, compiled by zig when a source has changed. Engines that zig cannot compile come from
 * this checkout's own build where that is for the same platform.
 *
 * @param {import("../pack/platforms-table.mjs").Platform} platform
 * @returns {Promise<import("../pack.mjs").Native & { tests: string }>} `tests`: folder of the programs that test it
 */
export async function crossBuild({ name, zig: target, system, without }) {
	const zig = await findZig();
	const build = join(cache, "cross", name);
	const output = join(build, "native");
	const sources = sourceFiles(join(root, "packages"), /\.(cc|c|h|cmake)$|\/CMakeLists\.txt$|\/ops\.wasm\.json$/);
	const step = {
		stamp: join(cache, "stamps", `cross-${name}`),
		hash: hashFiles(
			root,
			[...sources, join(root, "CMakeLists.txt"), toolchain, project, mangled],
			root,
			zig.version,
			target,
			JSON.stringify(without),
		),
		makes: [join(output, "host.node"), join(output, "ops.node")],
	};
	await onChange(step, async () => {
		// What is no longer built would be packed along.
		rmSync(output, { recursive: true, force: true });
		const configure = ["-S", root, "-B", build, `-DCMAKE_TOOLCHAIN_FILE=${toolchain}`, `-DZIG=${zig.program}`];
		const options = [
			...[`-DZIG_TARGET=${target}`, `-DZIG_SYSTEM=${system}`],
			...["-DCMAKE_BUILD_TYPE=Release", `-DCMAKE_PROJECT_INCLUDE=${project}`],
		];
		const parts = [`-DPOLYINFER_OUTPUT=${output}`, `-DPOLYINFER_WITHOUT=${Object.keys(without).join(";")}`];
		const tests = `-DPOLYINFER_NATIVE_TESTS=${system === "Linux" ? "ON" : "OFF"}`;
		// The headers of the C++ library take most of the time: all sources of a target in one are five times as quick.
		const whole = ["-DCMAKE_UNITY_BUILD=ON", "-DCMAKE_UNITY_BUILD_BATCH_SIZE=0"];
		await compile(name, [
			[...configure, ...options, ...parts, tests, ...whole],
			["--build", build, "--parallel", "2"],
		]);
	});
	if (!existsSync(join(output, "ops.node"))) throw new Stop(`The build for ${name} has made no ops.node.`);
	const files = nativeFiles(output);
	const names = new Set(files.map((file) => basename(file)));
	const more = name === thisPlatform ? nativeFilesHere().filter((file) => !names.has(basename(file))) : [];
	return {
		platform: name,
		files: [...files, ...more],
		licences: licencesOf(zig.folder, system),
		tests: join(build, "test"),
	};
}

/**
 * @param {string} name
 * @param {readonly (readonly string[])[]} steps arguments of cmake
 */
async function compile(name, steps) {
	const log = join(cache, `cross-${name}.log`);
	mkdirSync(cache, { recursive: true });
	let text = "";
	for (const args of steps) {
		const env = { ZIG_GLOBAL_CACHE_DIR: join(cache, "zig", "built") };
		const { code, output } = await finish("nice", ["-n", "10", "cmake", ...args], { env, show: false });
		text += output;
		writeFileSync(log, text);
		if (code === 0) continue;
		const errors = output.split("\n").filter((line) => /\berror\b/i.test(line));
		throw new Stop(`The build for ${name} failed:\n${errors.slice(0, 8).join("\n")}\nThe whole log: ${log}`);
	}
}
