import { existsSync } from "node:fs";
import { emulators } from "../release/emulators-table.mjs";
import { ask } from "../run/command.mjs";

const arm64 = "aarch64-linux-gnu";
const qemu = emulators["linux-arm64"];

/**
 * A way to compile `ops_replay`, and what runs it. `missing`: what to type where that cannot be done here.
 *
 * @typedef {{ name: string, options: readonly string[], command: readonly string[], missing?: string }} ReplayBuild
 */

const hasCompiler = ask("cmake", ["--version"]) !== undefined && ask("c++", ["--version"]) !== undefined;

/** The instruction sets of this processor, under AddressSanitizer and UndefinedBehaviorSanitizer. @type {ReplayBuild} */
export const sanitized = {
	name: "sanitized",
	options: ["-DCMAKE_BUILD_TYPE=Debug", "-DPOLYINFER_SANITIZE=ON"],
	command: [],
	...(hasCompiler ? {} : { missing: "apt install g++ cmake make" }),
};

const hasArm64 =
	hasCompiler &&
	ask(`${arm64}-g++`, ["--version"]) !== undefined &&
	qemu?.needs.every((file) => existsSync(file)) === true;

/** NEON, by Debian's cross compiler and qemu-user. @type {ReplayBuild} */
export const neon = {
	name: "neon",
	options: [
		...["-DCMAKE_BUILD_TYPE=Release", "-DCMAKE_SYSTEM_NAME=Linux", "-DCMAKE_SYSTEM_PROCESSOR=aarch64"],
		...[`-DCMAKE_C_COMPILER=${arm64}-gcc`, `-DCMAKE_CXX_COMPILER=${arm64}-g++`],
	],
	command: qemu?.command ?? [],
	...(hasArm64 ? {} : { missing: `apt install cmake make g++-${arm64} qemu-user` }),
};
