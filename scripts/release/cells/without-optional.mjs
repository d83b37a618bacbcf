import { mkdirSync, realpathSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../run/root.mjs";
import { checkOps, opsProgram } from "./ops-program.mjs";

/** @typedef {import("../project.mjs").Project} Project */

/**
 * Without a native file there is a line that says what to do, and ops run as WebAssembly.
 *
 * @param {Project} project
 */
export async function withoutOptional(project) {
	await project.install(["--omit=optional"]);
	checkOps(await project.must([process.execPath, opsProgram(project)]), "wasm");
	const { code, stderr } = await project.run([...project.shop.manager.exec, "polyinfer", "demo"]);
	if (code !== 3) throw new Error(`Expected exit code 3 but it was ${code}:\n${stderr}`);
	return /UNAVAILABLE at find: .* -> (npm install @polyinfer\/\S+),/.exec(stderr)?.[1] ?? stderr;
}

/**
 * With the JavaScript peer installed it runs in a worker. The peer is the one of this checkout, so that nothing is fetched.
 *
 * @param {Project} project
 */
export async function withPeer(project) {
	await project.install(["--omit=optional"]);
	const peer = realpathSync(join(root, "packages/backend-onnx/node_modules/onnxruntime-node"));
	mkdirSync(join(project.folder, "node_modules"), { recursive: true });
	symlinkSync(peer, join(project.folder, "node_modules/onnxruntime-node"));
	return project.demo();
}
