import { InferenceError } from "@polyinfer/core";
import { unavailable } from "../errors.ts";
import type { TensorFlow } from "../program.ts";

/** Packages of TensorFlow.js as they are imported. */
interface Parts {
	readonly core: TensorFlow;
	readonly converter: typeof import("@tensorflow/tfjs-converter");
	readonly cpu: typeof import("@tensorflow/tfjs-backend-cpu");
	readonly wasm: typeof import("@tensorflow/tfjs-backend-wasm");
	readonly webgl: typeof import("@tensorflow/tfjs-backend-webgl");
	readonly webgpu: typeof import("@tensorflow/tfjs-backend-webgpu");
}

/** A package of TensorFlow.js. */
export type PartName = keyof Parts;

/** A package as it is imported. */
export type Part<N extends PartName> = Parts[N];

/** Each is imported when it is first needed; the names stand here for bundlers to see. */
const PARTS: { readonly [N in PartName]: { readonly name: string; readonly load: () => Promise<Parts[N]> } } = {
	core: { name: "@tensorflow/tfjs-core", load: () => import("@tensorflow/tfjs-core") },
	converter: { name: "@tensorflow/tfjs-converter", load: () => import("@tensorflow/tfjs-converter") },
	cpu: { name: "@tensorflow/tfjs-backend-cpu", load: () => import("@tensorflow/tfjs-backend-cpu") },
	wasm: { name: "@tensorflow/tfjs-backend-wasm", load: () => import("@tensorflow/tfjs-backend-wasm") },
	webgl: { name: "@tensorflow/tfjs-backend-webgl", load: () => import("@tensorflow/tfjs-backend-webgl") },
	webgpu: { name: "@tensorflow/tfjs-backend-webgpu", load: () => import("@tensorflow/tfjs-backend-webgpu") },
};

/** The name to install. */
export function packageOf(part: PartName): string {
	return PARTS[part].name;
}

/** Imports a package. Rejects with UNAVAILABLE and the line that installs what `parts` names. */
export async function importPart<N extends PartName>(part: N, parts: readonly PartName[] = [part]): Promise<Part<N>> {
	try {
		return await PARTS[part].load();
	} catch (cause) {
		if (cause instanceof InferenceError) throw cause;
		const { name } = PARTS[part];
		const why = cause instanceof Error ? cause.message : String(cause);
		const isMissing = /cannot find|could not resolve|failed to (resolve|fetch)/i.test(why) && why.includes(name);
		throw unavailable(isMissing ? `${name} is not installed.` : `${name} does not load: ${why}`, installLine(parts), {
			stage: isMissing ? "find" : "load",
			cause,
		});
	}
}

/** The line that installs these packages, with those that every device needs. */
export function installLine(parts: readonly PartName[]): string {
	const names = new Set([PARTS.core.name, PARTS.converter.name, ...parts.map(packageOf)]);
	return `npm install ${[...names].join(" ")}`;
}
