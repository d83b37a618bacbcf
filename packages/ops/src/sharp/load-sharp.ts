import { InferenceError } from "@polyinfer/core";
import type sharp from "sharp";

/** Not written out in the import: bundlers would insist on finding what need not be installed. */
const PACKAGE: string = "sharp";

/**
 * The `sharp` of whoever installed it, loaded at the first call and not before, so that `FONTCONFIG_FILE` may still be set.
 * `load` is what imports it. Rejects with UNAVAILABLE where it is missing or does not load.
 */
export async function loadSharp(
	load: () => Promise<unknown> = () => import(/* @vite-ignore */ /* webpackIgnore: true */ PACKAGE),
): Promise<typeof sharp> {
	try {
		return ((await load()) as { default: typeof sharp }).default;
	} catch (cause) {
		throw new InferenceError(
			"UNAVAILABLE",
			"Reading and drawing pictures needs the package sharp, which could not be loaded. Type: npm install sharp",
			{ advice: "npm install sharp", cause },
		);
	}
}
