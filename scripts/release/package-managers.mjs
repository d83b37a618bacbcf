import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { must } from "../run/command.mjs";
import { cache } from "../run/root.mjs";

/**
 * @typedef {{ name: string, add: readonly string[], exec: readonly string[] }} Manager
 *   command and first arguments that add a package to a project, and that run a program of an installed one
 */

const folder = join(cache, "release-tools");
/** Exact versions, none of them from this machine. */
export const tools = { npm10: "npm:npm@10.9.9", npm11: "npm:npm@11.19.1", pnpm: "10.34.9", webpack: "5.112.2" };

/** The npm that is on PATH: for tests that must not wait for another. */
export const npmHere = {
	name: "npm",
	add: ["npm", "install", "--no-audit", "--no-fund"],
	exec: ["npx", "--loglevel=error"],
};

/**
 * npm 10, npm 11, pnpm and webpack, installed once.
 *
 * @returns {Promise<{ npm10: Manager, npm11: Manager, pnpm: Manager, webpack: string }>} `webpack`: folder of the package
 */
export async function releaseTools() {
	const modules = join(folder, "node_modules");
	mkdirSync(folder, { recursive: true });
	const wanted = JSON.stringify({ private: true, dependencies: tools });
	const manifest = join(folder, "package.json");
	if (!existsSync(join(modules, ".package-lock.json")) || !existsSync(join(modules, "webpack"))) {
		writeFileSync(manifest, wanted);
		await must("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts"], { show: false });
	}
	/** @param {string} alias @param {string} name @returns {Manager} */
	const npm = (alias, name) => {
		const bin = join(modules, alias, "bin");
		return {
			name,
			add: [process.execPath, join(bin, "npm-cli.js"), "install", "--no-audit", "--no-fund"],
			exec: [process.execPath, join(bin, "npx-cli.js"), "--loglevel=error"],
		};
	};
	const pnpm = [process.execPath, join(modules, "pnpm/bin/pnpm.cjs")];
	return {
		npm10: npm("npm10", "npm 10.9.9"),
		npm11: npm("npm11", "npm 11.19.1"),
		pnpm: { name: "pnpm 10.34.9", add: [...pnpm, "add"], exec: [...pnpm, "exec"] },
		webpack: join(modules, "webpack"),
	};
}
