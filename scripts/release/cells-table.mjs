import { bundled } from "./cells/bundled.mjs";
import { withoutExternalBuffers } from "./cells/external-buffers.mjs";
import { forAnotherPlatform } from "./cells/other-platform.mjs";
import { onReadOnlyDisk } from "./cells/read-only.mjs";
import { withinBudget } from "./cells/size.mjs";
import { behindDeadProxy, fromCache } from "./cells/without-network.mjs";
import { withoutOptional, withPeer } from "./cells/without-optional.mjs";

/**
 * @typedef {import("./project.mjs").Project} Project
 * @typedef {Awaited<ReturnType<typeof import("./package-managers.mjs").releaseTools>>} Tools
 * @typedef {{ name: string, expect: RegExp, run: (project: Project, tools?: Tools) => Promise<string>, folder?: string,
 *   manager?: "npm10" | "pnpm", isQuick?: boolean }} Cell
 *   `run` installs and returns what came of it, which `expect` holds to; `manager` npm 11 unless said; `isQuick`: a part
 *   of `npm test`
 */

const right = /^espresso, addon$/;

/** @param {Project} project @param {readonly string[]} [options] @param {import("./project.mjs").Env} [env] */
const plain = async (project, options, env) => {
	await project.install(options, env);
	return project.demo(env);
};

/** Ways to install, each on a project of its own. @type {readonly Cell[]} */
export const cells = [
	{ name: "plain, npm 10", expect: right, manager: "npm10", run: (project) => plain(project) },
	{ name: "plain, npm 11", expect: right, run: (project) => plain(project) },
	{ name: "plain, pnpm", expect: right, manager: "pnpm", run: (project) => plain(project) },
	{
		name: "a path with spaces and letters beyond ASCII",
		expect: right,
		folder: "my pröject 写真",
		isQuick: true,
		run: (project) => plain(project),
	},
	{ name: "size", expect: / MB on disk$/, isQuick: true, run: withinBudget },
	{ name: "no HOME", expect: right, run: (project) => plain(project, [], { HOME: undefined }) },
	{ name: "a read-only disk", expect: right, run: onReadOnlyDisk },
	{ name: "`--omit=optional`", expect: /^npm install @polyinfer\/engine-host-/, isQuick: true, run: withoutOptional },
	{ name: "`--omit=optional`, with onnxruntime-node", expect: /^espresso, worker$/, run: withPeer },
	{ name: "external buffers forbidden, as in Electron", expect: right, run: withoutExternalBuffers },
	{ name: "esbuild, ES module", expect: right, isQuick: true, run: bundled("esbuild", "esm") },
	{ name: "esbuild, CommonJS", expect: right, isQuick: true, run: bundled("esbuild", "cjs") },
	{ name: "webpack, CommonJS", expect: right, run: bundled("webpack", "cjs") },
	{ name: "offline, from npm's cache", expect: right, run: fromCache },
	{ name: "behind a dead proxy", expect: right, run: behindDeadProxy },
	{ name: "npm asked for another platform", expect: /^darwin-arm64, linux-arm64, win32-x64$/, run: forAnotherPlatform },
];
