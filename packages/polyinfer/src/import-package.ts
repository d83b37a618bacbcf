import { BACKEND_PACKAGES } from "./backend-packages.ts";

/** Imports a package that may be missing, by a name that bundlers cannot see: they would insist on finding it. */
export function importPackage(folder: keyof typeof BACKEND_PACKAGES): Promise<object> {
	const { name } = BACKEND_PACKAGES[folder];
	return import(/* @vite-ignore */ /* webpackIgnore: true */ name);
}
