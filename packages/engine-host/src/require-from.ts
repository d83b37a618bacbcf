// Not by its name: webpack puts nothing in the place of a `createRequire` whose argument it cannot compute.
import nodeModule from "node:module";

/** Where CommonJS is: a bundle, for there is none of ours. */
declare const __filename: string | undefined;

/**
 * A `require` of the module at `url`, its `import.meta.url`. In a bundle of CommonJS, where that is nothing or the path of
 * the source on the machine that made the bundle, it is the bundle's. Throws where there is neither.
 */
export function requireFrom(
	url: string | undefined,
	bundle: string | undefined = typeof __filename === "string" ? __filename : undefined,
): NodeJS.Require {
	return nodeModule.createRequire(bundle ?? url ?? "");
}
