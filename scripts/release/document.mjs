import { basename, join } from "node:path";
import { platforms } from "../pack/platforms-table.mjs";
import { root } from "../run/root.mjs";
import { tools } from "./package-managers.mjs";

/**
 * @typedef {{ name: string, text: string }} Outcome of a cell, or of a platform
 * @typedef {{ packed: readonly import("../pack.mjs").Packed[], natives: readonly import("../pack.mjs").Native[],
 *   outcomes: readonly Outcome[], date?: Date }} Release
 */

export const documentFile = join(root, "docs/release.md");

const head = `# What is published

Made by \`npm run release -- --dry-run\` (\`pnpm release --dry-run\`), which builds and packs everything for every platform,
installs it from a registry on the same machine in each of the ways below, and publishes nothing. Not written by hand.

`;

const packages = `
Everything native of ours for a platform, the addons of sessions and of ops, the runner and the engine libraries of every
backend, is in one package, \`@polyinfer/engine-host-<os>-<cpu>\`; ONNX Runtime's own library is in another, \`@polyinfer/onnxruntime-<os>-<cpu>\`,
byte for byte as in npm's onnxruntime-node, with the licence texts of PyPI's onnxruntime. Both are optional dependencies
with \`os\`, \`cpu\` and \`libc\`, and have the version of the packages that need them. npm and pnpm take those of the
machine; no package has an install script. Neither library nor addon is in the repository: they are put together when
packed.

*run*: executed for this page; *espresso, addon* is \`polyinfer demo\` on ONNX Runtime. *only built*: nobody has run it yet. What zig
cannot compile comes from the build of the machine that makes the release, for its own platform: MNN's engine for linux-x64,
which needs glibc 2.34 where all else needs 2.28.
`;

const tail = `
Left out: linux-x64 with musl, since no engine is published for it and the addon would have nothing to run; macOS on x64,
for which onnxruntime-node has no library; Windows on arm64, which nobody has asked for.

The runner needs Linux: on macOS and Windows sessions with \`isolate\` are UNSUPPORTED or UNAVAILABLE with the reason. On
Windows ONNX Runtime needs Microsoft's C++ runtime (\`MSVCP140.dll\`), which most machines have.

The compiler is zig 0.17.1, fetched through pip. \`scripts/pack/platforms-table.mjs\` has the platforms,
\`scripts/release/cells-table.mjs\` the ways to install. The quick ones are part of \`npm test\`, on what was built for the
machine itself.
`;

/**
 * The text of docs/release.md.
 *
 * @param {Release} release
 */
export function documentOf({ packed, natives, outcomes, date = new Date() }) {
	const outcome = (/** @type {string} */ name) => outcomes.find((one) => one.name === name)?.text ?? "";
	const isPlatform = (/** @type {string} */ name) => platforms.some((platform) => platform.name === name);
	const on = `${date.toISOString().slice(0, 10)}, Node ${process.version} on ${process.platform}-${process.arch}`;
	const versions = Object.values(tools).map((version) => version.replace(/^npm:npm@/, ""));
	const names = ["npm", "npm", "pnpm", "webpack"];
	const by = names.map((name, i) => `${name} ${versions[i]}`).join(", ");
	return [
		head,
		table(
			["platform", "compiled for", "state", "engines", "left out"],
			platforms.map(({ name, zig, without }) => {
				const engines = enginesOf(natives.find(({ platform }) => platform === name)?.files ?? []);
				const missing = Object.entries(without).filter(([id]) => !engines.includes(id));
				const why = missing.map(([id, reason]) => `${id}: ${reason}`).join("; ");
				return [name, `\`${zig}\``, outcome(name).replace(/^(run|only built)/, "*$1*"), engines.join(", "), why || "-"];
			}),
		),
		packages,
		`\n## Packages\n\n`,
		table(
			["package", "MB packed"],
			packed.map(({ name, sizeBytes }) => [name, (sizeBytes / 1e6).toFixed(2)]),
		),
		`\n## Ways to install\n\nOn ${on}, with ${by}. Each says what \`polyinfer demo\` saw in the picture and how it ran.\n\n`,
		table(
			["way", "outcome"],
			outcomes.filter(({ name }) => !isPlatform(name)).map(({ name, text }) => [name, text]),
		),
		tail,
	].join("");
}

/** @param {readonly string[]} files */
const enginesOf = (files) =>
	files
		.map((file) => /^(?:lib)?polyinfer_(\w+)\.(?:so|dll)$/.exec(basename(file))?.[1] ?? "")
		.filter((id) => id !== "" && id !== "isolated" && !id.includes("_"))
		.sort();

/**
 * @param {readonly string[]} names
 * @param {readonly (readonly string[])[]} rows
 */
const table = (names, rows) =>
	[names, names.map(() => "---"), ...rows].map((row) => `| ${row.join(" | ")} |\n`).join("");
