import type { BACKEND_PACKAGES } from "./backend-packages.ts";

/**
 * Imports a package by a name that bundlers see, so that it becomes a chunk of its own, which is fetched when one of its
 * backends is first wanted. One that may be missing is imported with `catch`: bundlers leave that to the page.
 */
export function importForPage(folder: keyof typeof BACKEND_PACKAGES): Promise<object> {
	if (folder === "backend-onnx") return import("@polyinfer/backend-onnx");
	if (folder === "backend-native") return import("@polyinfer/backend-native");
	return import("@polyinfer/backend-tfjs").catch((error: unknown) => Promise.reject(error));
}
