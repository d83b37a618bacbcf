import { createRequire } from "node:module";

/** Where a bundle in CommonJS is. */
declare const __filename: string;

/**
 * A `require` of the module at `url`, its `import.meta.url`. A bundle in CommonJS has none: then of that bundle.
 * Throws where there is neither.
 */
export function requireFrom(
	url: string | undefined,
	bundle: string = typeof __filename === "string" ? __filename : "",
): NodeJS.Require {
	return createRequire(url ?? bundle);
}
