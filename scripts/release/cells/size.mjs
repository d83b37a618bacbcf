import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** The most that an install may take, in bytes. */
const most = { download: 25e6, disk: 60e6 };

/**
 * What npm downloads and what then lies on disk.
 *
 * @param {import("../project.mjs").Project} project
 */
export async function withinBudget(project) {
	const { registry } = project.shop;
	const before = registry.sentBytes();
	await project.install();
	const download = registry.sentBytes() - before;
	const modules = join(project.folder, "node_modules");
	const disk = readdirSync(modules, { recursive: true, encoding: "utf8" })
		.map((name) => statSync(join(modules, name)))
		.reduce((sum, entry) => sum + (entry.isFile() ? entry.size : 0), 0);
	if (download === 0 || download > most.download || disk > most.disk)
		throw new Error(
			`Expected at most ${inMb(most.download)} and ${inMb(most.disk)} but it took ${inMb(download)} and ${inMb(disk)}.`,
		);
	return `${inMb(download)} to download, ${inMb(disk)} on disk`;
}

/** @param {number} bytes */
const inMb = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
