/**
 * The platforms that Polyinfer is published for.
 * `zig`: what the native parts are compiled for; Node 20 itself needs glibc 2.28.
 * `without`: engines that are left out, each with the reason.
 *
 * @typedef {{ name: string, zig: string, system: "Linux" | "Darwin" | "Windows", without: Readonly<Record<string, string>> }} Platform
 */

const mnn = "calls MNN's C++ functions as GCC compiles them";
const litert = "catches what LiteRT prints by means of Linux";
const windows = "not yet written for Windows";

/** @type {readonly Platform[]} */
export const platforms = [
	{ name: "linux-x64", zig: "x86_64-linux-gnu.2.28", system: "Linux", without: { mnn } },
	{ name: "linux-arm64", zig: "aarch64-linux-gnu.2.28", system: "Linux", without: { mnn } },
	{ name: "darwin-arm64", zig: "aarch64-macos.13.0", system: "Darwin", without: { litert, mnn } },
	{
		name: "win32-x64",
		zig: "x86_64-windows-gnu",
		system: "Windows",
		without: { litert, mnn, ncnn: windows, openvino: windows },
	},
];

/** Such as `linux-x64`, whether or not it is in the table. */
export const thisPlatform = `${process.platform}-${process.arch}`;
