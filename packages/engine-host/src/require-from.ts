// Not by its name: webpack puts nothing in the place of a `createRequire` whose argument it cannot compute.
import nodeModule from "node:module";
import { pathToFileURL } from "node:url";

/** Where CommonJS is: a bundle, for there is none of ours. */
declare const __filename: string | undefined;

/**
 * A `require` of the module at `url`, its `import.meta.url`. In a bundle of CommonJS, where that is nothing or the path of
 * the source on the machine that made the bundle, it is the bundle's. Throws where there is neither.
 */
export function requireFrom(url: string | undefined, bundle: string | undefined = ofBundle()): NodeJS.Require {
	return nodeModule.createRequire(bundle ?? url ?? "");
}

/** The file of CommonJS that this runs in. Test runners that give every module a `__filename` bundle nothing. */
function ofBundle(): string | undefined {
	if (typeof __filename !== "string") return undefined;
	return import.meta.url === pathToFileURL(__filename).href ? undefined : __filename;
}
