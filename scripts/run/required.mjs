/**
 * Whether a part must be there: in CI everything, elsewhere what POLYINFER_REQUIRE names.
 *
 * @param {string} part `addon`, `models`, or the id of an engine
 * @param {Record<string, string | undefined>} env
 */
export function isRequired(part, env) {
	const ci = env.CI ?? "";
	const named = (env.POLYINFER_REQUIRE ?? "").split(",").map((word) => word.trim());
	return (ci !== "" && ci !== "false" && ci !== "0") || named.includes(part);
}
