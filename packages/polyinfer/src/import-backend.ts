import { type Backend, InferenceError, toInferenceError } from "@polyinfer/core";
import { type BackendPackage, installLine } from "./backend-packages.ts";

/**
 * Takes the backend `id` out of a module of `backendPackage`, which exports it under its id.
 * `importModule` imports the module. Rejects with UNAVAILABLE: stage find where the package is not installed or has no
 * such backend, load where it cannot be imported.
 */
export async function importBackend(
	id: string,
	backendPackage: BackendPackage,
	importModule: () => Promise<object>,
): Promise<Backend> {
	let module: object;
	try {
		module = await importModule();
	} catch (error) {
		throw isNotInstalled(error, backendPackage.name) ? notInstalled(id, backendPackage) : notImported(id, error);
	}
	const backend: unknown = (module as Record<string, unknown>)[id];
	if (isBackend(backend)) return backend;
	throw new InferenceError("UNAVAILABLE", `${backendPackage.name} as installed has no backend \`${id}\`.`, {
		stage: "find",
		backend: id,
		advice: `${installLine(backendPackage)}@latest, if a later release has it`,
	});
}

function notInstalled(id: string, backendPackage: BackendPackage): InferenceError {
	const state = backendPackage.published ? "is not installed" : "is not installed; it is not published yet";
	return new InferenceError("UNAVAILABLE", `${backendPackage.name} ${state}`, {
		stage: "find",
		backend: id,
		advice: installLine(backendPackage),
	});
}

function notImported(id: string, error: unknown): InferenceError {
	return new InferenceError("UNAVAILABLE", toInferenceError(error).message, {
		stage: "load",
		backend: id,
		cause: error,
	});
}

/** A bundler's stub and Node's loader say it in other words; what they share is the package's name. */
function isNotInstalled(error: unknown, name: string): boolean {
	if (!(error instanceof Error) || !error.message.includes(name)) return false;
	const code = (error as { code?: unknown }).code;
	return (
		code === "ERR_MODULE_NOT_FOUND" ||
		code === "MODULE_NOT_FOUND" ||
		/cannot find|(failed to|could not) (load|resolve)/i.test(error.message)
	);
}

function isBackend(value: unknown): value is Backend {
	return (
		typeof value === "object" &&
		value !== null &&
		["id", "formats", "availability", "createSession"].every((member) => member in value)
	);
}
