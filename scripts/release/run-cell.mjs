import { npmHere } from "./package-managers.mjs";
import { Project } from "./project.mjs";

/**
 * Runs one cell of the matrix. Throws where it does not do what it should, or a package that is not ours was asked for.
 *
 * @param {import("./cells-table.mjs").Cell} cell
 * @param {import("./local-registry.mjs").Registry} registry
 * @param {import("./cells-table.mjs").Tools} [tools] without: the npm on PATH
 * @returns {Promise<string>} what came of it
 */
export async function runCell(cell, registry, tools) {
	const manager = tools === undefined ? npmHere : tools[cell.manager ?? "npm11"];
	const project = new Project({ registry, manager }, cell.folder);
	try {
		const outcome = await cell.run(project, tools);
		if (!cell.expect.test(outcome)) throw new Error(`Expected ${cell.expect} but it was: ${outcome}`);
		const unknown = registry.unknown();
		if (unknown.length > 0) throw new Error(`Packages were asked for that are not ours: ${unknown.join(", ")}`);
		return outcome;
	} finally {
		project.remove();
	}
}
