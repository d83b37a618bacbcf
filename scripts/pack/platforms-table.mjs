/**
 * The platforms that Polyinfer is published for. `zig`: what the native parts are compiled for; on Linux any glibc from
 * 2017 on will do.
 *
 * @type {readonly { name: string, zig: string, system: "Linux" | "Darwin" | "Windows" }[]}
 */
export const platforms = [
	{ name: "linux-x64", zig: "x86_64-linux-gnu.2.28", system: "Linux" },
	{ name: "linux-arm64", zig: "aarch64-linux-gnu.2.28", system: "Linux" },
	{ name: "darwin-arm64", zig: "aarch64-macos.13.0", system: "Darwin" },
	{ name: "win32-x64", zig: "x86_64-windows-gnu", system: "Windows" },
];

/** Such as `linux-x64`, whether or not it is in the table. */
export const thisPlatform = `${process.platform}-${process.arch}`;
