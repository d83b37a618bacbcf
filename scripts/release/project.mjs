import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { emptyProject, runIn } from "../packed/outside.mjs";

/**
 * @typedef {import("./package-managers.mjs").Manager} Manager
 * @typedef {{ registry: import("./local-registry.mjs").Registry, manager: Manager }} Shop where packages come from, and by what
 * @typedef {Readonly<Record<string, string | undefined>>} Env
 */

/** A project of a user: nothing of it is in the workspace, nor in the user's own caches. */
export class Project {
	/** @param {Shop} shop @param {string} [name] of its folder */
	constructor(shop, name) {
		this.folder = emptyProject(name);
		this.shop = shop;
		const home = join(dirname(this.folder), "home");
		mkdirSync(home);
		/** @type {Env} */
		this.env = {
			HOME: home,
			XDG_CACHE_HOME: undefined,
			XDG_CONFIG_HOME: undefined,
			XDG_DATA_HOME: undefined,
			npm_config_registry: shop.registry.url,
			npm_config_cache: join(dirname(this.folder), "npm cache"),
			npm_config_store_dir: join(dirname(this.folder), "store"),
			npm_config_update_notifier: "false",
		};
	}

	/**
	 * Adds `polyinfer` as a user does.
	 *
	 * @param {readonly string[]} [options] of the package manager
	 * @param {Env} [env]
	 */
	async install(options = [], env = {}) {
		await this.must([...this.shop.manager.add, "polyinfer", ...options], env);
	}

	/**
	 * `npx polyinfer demo`: what it says is in the picture, and how it ran.
	 *
	 * @param {Env} [env]
	 */
	async demo(env = {}) {
		return outcomeOf(await this.must([...this.shop.manager.exec, "polyinfer", "demo", "--json"], env));
	}

	/**
	 * Runs a program in the project; throws where it does not end with 0.
	 *
	 * @param {readonly string[]} line
	 * @param {Env} [env]
	 * @returns {Promise<string>} stdout
	 */
	async must(line, env = {}) {
		const { code, stdout, stderr } = await this.run(line, env);
		if (code === 0) return stdout;
		throw new Error(`This ended with ${code}: ${line.join(" ")}\n${stdout}${stderr}`);
	}

	/**
	 * @param {readonly string[]} line
	 * @param {Env} [env]
	 */
	run([command = "", ...args], env = {}) {
		return runIn(this.folder, command, args, { ...this.env, ...env });
	}

	remove() {
		rmSync(dirname(this.folder), { recursive: true, force: true });
	}
}

/**
 * @param {string} text JSON of the demonstration
 * @returns {string} such as "espresso, addon"
 */
export function outcomeOf(text) {
	const { guesses, report } = JSON.parse(text);
	return `${guesses[0].label}, ${report.binding}`;
}
