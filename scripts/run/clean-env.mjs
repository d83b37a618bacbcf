/**
 * What npm and pnpm add for the script they run. Passed on, it would make an inner pnpm believe that npm called it, or
 * install into the outer prefix. What a user may have set himself (registry, proxy, cache, cafile ...) stays.
 */
const ofTheScript =
	/^(npm_(lifecycle|package)_.*|npm_(command|execpath|node_execpath|old_pid)|npm_config_(user_agent|local_prefix|global_prefix|prefix|init_module|node_gyp|npm_version|frozen_lockfile|verify_deps_before_run)|pnpm_script_src_dir|init_cwd)$/i;

/**
 * The environment as it was before npm or pnpm started this script.
 *
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
export function cleanEnv(env) {
	/** @type {Record<string, string>} */
	const clean = {};
	for (const [name, value] of Object.entries(env)) {
		if (value === undefined || ofTheScript.test(name)) continue;
		// npm sets an empty one where the user has none, which would hide NO_PROXY.
		if (name.toLowerCase() === "npm_config_noproxy" && value === "") continue;
		clean[name] = value;
	}
	return clean;
}
