import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Prints what runs ops in the main thread and in a worker, having compared the result with the reference. */
export const opsText = `import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { letterbox, planLetterbox } from "@polyinfer/ops";

function implementation() {
	const [width, height] = [61, 37];
	const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => (i * 7919) >> 3);
	const picture = { data, width, height, format: "rgb" };
	const options = { width: 64, height: 64, scale: 1 / 255 };
	const made = letterbox(picture, options).tensor.data;
	const right = letterbox(picture, { ...options, implementation: "reference" }).tensor.data;
	if (!made.every((value, i) => Object.is(value, right[i]))) throw new Error("Ops differ from their reference.");
	return planLetterbox({ source: picture, ...options }).implementation;
}

if (isMainThread) {
	const worker = new Worker(process.argv[1]);
	worker.on("message", (there) => console.log(JSON.stringify([implementation(), there])));
} else parentPort.postMessage(implementation());
`;

/**
 * @param {import("../project.mjs").Project} project
 * @returns {string} the program, in the project
 */
export function opsProgram(project) {
	const path = join(project.folder, "ops.js");
	writeFileSync(path, opsText);
	return path;
}

/**
 * Throws where ops did not run by what is expected, in the main thread and in a worker.
 *
 * @param {string} printed by the program
 * @param {"native" | "wasm"} expected
 */
export function checkOps(printed, expected) {
	const found = JSON.parse(printed);
	const isRight = (/** @type {string} */ name) =>
		expected === "wasm" ? name === "wasm" : /^(avx2|sse4|neon)$/.test(name);
	if (found.length !== 2 || !found.every(isRight))
		throw new Error(`Expected ops to be ${expected} but in the main thread and a worker they are ${found.join(", ")}.`);
}
