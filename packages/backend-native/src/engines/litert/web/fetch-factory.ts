import type { ModuleFactory } from "./wasm-module.ts";

interface Host {
	ModuleFactory?: ModuleFactory | undefined;
	importScripts?(url: string): void;
}

const host = globalThis as Host;

/** Runs the engine's script, which leaves its factory in a global variable, and takes it from there. Rejects where it cannot be had. */
export async function fetchFactory(url: string): Promise<ModuleFactory> {
	const before = host.ModuleFactory;
	const take = (): ModuleFactory => {
		const factory = host.ModuleFactory;
		host.ModuleFactory = before;
		if (typeof factory !== "function") throw new Error(`${url} is not a script of LiteRT.`);
		return factory;
	};
	if (typeof document === "object") return inPage(url, take);
	try {
		host.importScripts?.(url);
	} catch (error) {
		// A worker that is a module has the function, but may not call it.
		if (!(error instanceof TypeError)) throw error;
		return asModule(url);
	}
	return take();
}

function inPage(url: string, take: () => ModuleFactory): Promise<ModuleFactory> {
	return new Promise((resolve, reject) => {
		const script = document.createElement("script");
		script.src = url;
		script.crossOrigin = "anonymous";
		script.onload = () => {
			script.remove();
			try {
				resolve(take());
			} catch (error) {
				reject(error);
			}
		};
		script.onerror = () => {
			script.remove();
			reject(new Error(`${url} cannot be fetched.`));
		};
		document.head.append(script);
	});
}

/** The script as a module that exports what it declares. */
async function asModule(url: string): Promise<ModuleFactory> {
	const response = await fetch(url);
	if (!response.ok) throw new Error(`${url} cannot be fetched: ${response.status}.`);
	const blob = new Blob([await response.text(), "\nexport default ModuleFactory;"], { type: "text/javascript" });
	const address = URL.createObjectURL(blob);
	try {
		return (await import(/* @vite-ignore */ /* webpackIgnore: true */ address)).default;
	} finally {
		URL.revokeObjectURL(address);
	}
}
