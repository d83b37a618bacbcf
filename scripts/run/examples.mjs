import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { bundle } from "./bundle.mjs";
import { must } from "./command.mjs";
import { root } from "./root.mjs";

/**
 * Bundles and runs each example, then says where the pictures are.
 *
 * @param {readonly string[]} only names of examples; empty: all
 * @returns {Promise<number>} exit code
 */
export async function examples(only) {
	const tasks = exampleTasks().filter((task) => only.length === 0 || only.includes(task));
	for (const task of tasks) {
		console.log(`\n${task}`);
		await must(process.execPath, [await bundleExample(task)], { cwd: join(root, "examples", task) });
	}
	console.log("\nPictures:");
	for (const picture of tasks.flatMap(pictures)) console.log(`  ${relative(process.cwd(), picture)}`);
	return 0;
}

/** @returns {string[]} names of the folders of `examples/` */
function exampleTasks() {
	const folder = join(root, "examples");
	if (!existsSync(folder)) return [];
	return readdirSync(folder).filter((task) => existsSync(join(folder, task, "main.ts")));
}

/**
 * @param {string} task
 * @returns {Promise<string>} path of the bundle
 */
async function bundleExample(task) {
	const folder = join(root, "examples", task);
	await bundle({ main: join(folder, "main.ts") }, join(folder, "dist"));
	return join(folder, "dist/main.js");
}

/** @param {string} task */
function pictures(task) {
	const out = join(root, "examples", task, "out");
	if (!existsSync(out)) return [];
	return readdirSync(out)
		.filter((file) => /\.(png|jpe?g|svg)$/.test(file))
		.map((file) => join(out, file));
}
