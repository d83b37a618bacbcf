// Every backend, engine and op has the same files; the table of rooms is the same everywhere it is written down.
import { existsSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { missingFiles } from "./check/folder-shapes.mjs";
import { compareNames, packagesOf, rooms, roomsOfMarkdown } from "./check/room-table.mjs";
import { ifMain } from "./run/if-main.mjs";
import { root } from "./run/root.mjs";
import { sourceFiles } from "./run/source-files.mjs";
import { packages } from "./run/workspace.mjs";

/** @returns {string[]} where the rooms of the documentation differ from the table */
function ofArchitecture() {
	const path = join(root, "ARCHITECTURE.md");
	if (!existsSync(path)) return ["ARCHITECTURE.md is missing: it holds the table of rooms."];
	const written = roomsOfMarkdown(readFileSync(path, "utf8"));
	return rooms.flatMap((room) => {
		const found = written.get(room.package);
		if (found === undefined) return [`ARCHITECTURE.md has no row that begins with | \`packages/${room.package}\` |.`];
		return compareNames(`ARCHITECTURE.md, packages/${room.package}`, found, room.may);
	});
}

/** @returns {string[]} packages that import, by manifest or project reference, what the table does not allow them */
function ofPackages() {
	const all = packages();
	const names = new Map(all.map(({ folder, manifest }) => [manifest.name, folder]));
	return all.flatMap(({ folder, path, manifest }) => {
		const room = rooms.find((one) => one.package === folder);
		if (room === undefined) return [`packages/${folder} is not in scripts/check/rooms.json.`];
		const imported = { ...manifest.dependencies, ...manifest.peerDependencies };
		const used = Object.keys(imported).flatMap((name) => names.get(name) ?? []);
		/** @type {{ references?: { path: string }[] }} */
		const project = JSON.parse(readFileSync(join(path, "tsconfig.json"), "utf8"));
		const referenced = (project.references ?? []).map((reference) => reference.path.replace(/^\.\.\//, ""));
		return [
			...used
				.filter((name) => !packagesOf(room).includes(name))
				.map((name) => `packages/${folder} may not depend on ${name}.`),
			...compareNames(`packages/${folder}/tsconfig.json`, referenced, used),
		];
	});
}

await ifMain(import.meta.url, async () => {
	const files = sourceFiles(join(root, "packages")).map((file) => relative(root, file).replaceAll(sep, "/"));
	const wrong = [...missingFiles(files), ...ofPackages(), ...ofArchitecture()];
	for (const line of wrong) console.error(`error: ${line}`);
	if (wrong.length === 0) console.log("folders and tables agree");
	return wrong.length > 0 ? 1 : 0;
});
