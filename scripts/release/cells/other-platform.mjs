import { existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { platforms, thisPlatform } from "../../pack/platforms-table.mjs";

/**
 * npm takes the two packages of the platform that it is asked for, and no other.
 *
 * @param {import("../project.mjs").Project} project
 */
export async function forAnotherPlatform(project) {
	const done = [];
	for (const { name, system } of platforms.filter((platform) => platform.name !== thisPlatform)) {
		const [os = "", cpu = ""] = name.split("-");
		for (const made of ["node_modules", "package-lock.json"])
			rmSync(join(project.folder, made), { recursive: true, force: true });
		await project.install([`--os=${os}`, `--cpu=${cpu}`, ...(system === "Linux" ? ["--libc=glibc"] : [])]);
		const scope = join(project.folder, "node_modules/@polyinfer");
		const found = readdirSync(scope).filter((entry) => /-(x64|arm64)$/.test(entry));
		if (found.join() !== `engine-host-${name},onnxruntime-${name}`)
			throw new Error(`For ${name} npm took ${found.join()}.`);
		if (!existsSync(join(scope, `engine-host-${name}`, "host.node")))
			throw new Error(`There is no host.node for ${name}.`);
		done.push(name);
	}
	return done.sort().join(", ");
}
