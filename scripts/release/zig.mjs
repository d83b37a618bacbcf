import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipWheel } from "../pack/pip-wheel.mjs";
import { must } from "../run/command.mjs";
import { cache } from "../run/root.mjs";

/** The compiler of releases, for this kind of machine only. */
const wheel = {
	name: "ziglang",
	version: "0.17.1",
	sha256: "ea6cc5d87b033cf0aedfbc8f9549a908cae6c50ac31f1698188fa48a74524b54",
	tags: ["--platform", "manylinux_2_12_x86_64"],
	why: "which compiles for the other platforms",
};

/** Arguments: wheel, folder. Keeps the programs executable. */
const unpack =
	"import sys, zipfile, os; w = zipfile.ZipFile(sys.argv[1]); w.extractall(sys.argv[2]); \
os.chmod(sys.argv[2] + '/ziglang/zig', 0o755)";

/**
 * zig, fetched through pip once, then from the cache.
 *
 * @returns {Promise<{ folder: string, program: string, version: string }>}
 */
export async function findZig() {
	const { version } = wheel;
	const home = join(cache, "zig", version);
	const folder = join(home, "ziglang");
	if (!existsSync(join(folder, "zig"))) {
		mkdirSync(join(cache, "zig"), { recursive: true });
		const work = mkdtempSync(join(cache, "zig", "fetch-"));
		try {
			const file = await pipWheel(wheel, work);
			const unpacked = join(work, "unpacked");
			await must("python3", ["-c", unpack, file, unpacked], { show: false });
			rmSync(home, { recursive: true, force: true });
			renameSync(unpacked, home);
		} finally {
			rmSync(work, { recursive: true, force: true });
		}
	}
	return { folder, program: join(folder, "zig"), version };
}

/**
 * Licences of what zig links into every file that it makes.
 *
 * @param {string} folder of zig
 * @param {string} system as CMake calls it
 */
export function licencesOf(folder, system) {
	const all = [
		{ name: "zig's compiler-rt", file: join(folder, "LICENSE") },
		{ name: "libc++, libc++abi and libunwind", file: join(folder, "lib/libcxx/LICENSE.TXT") },
		...(system === "Windows" ? [{ name: "mingw-w64", file: join(folder, "lib/libc/mingw/COPYING") }] : []),
	];
	return all.filter(({ file }) => existsSync(file));
}
