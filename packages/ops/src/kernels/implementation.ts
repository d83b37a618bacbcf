import { InferenceError } from "@polyinfer/core";
import { processors } from "@polyinfer/engine-host/native";
import { checkInteger, checkWord } from "../arguments.ts";
import type { KernelHost } from "./kernel-host.ts";
import { nativeKernels } from "./native-host.ts";
import type { Implementation, RunsOn } from "./runs-on.ts";
import { WasmHost } from "./wasm-host.ts";

const words: readonly Implementation[] = ["native", "avx2", "sse4", "neon", "wasm", "reference"];

/** A host for kernels, and how many threads it may use. `undefined`: the reference is asked for, or all that there is. */
export interface ChosenHost {
	readonly host: KernelHost;
	readonly threads: number;
}

/** Throws INVALID_ARGUMENT, or UNAVAILABLE for an implementation that is not here. */
export function chooseHost({ implementation, threads = processors() }: RunsOn): ChosenHost | undefined {
	checkInteger("threads", threads, 1, 1024);
	if (implementation !== undefined) checkWord("implementation", implementation, words);
	if (implementation === "reference") return undefined;
	const host = implementation === undefined ? best() : named(implementation);
	return host === undefined ? undefined : { host, threads };
}

function best(): KernelHost | undefined {
	return nativeKernels().hosts[0] ?? wasmKernels().host;
}

function named(implementation: Implementation): KernelHost {
	const { hosts, reason } = nativeKernels();
	const wasm = implementation === "wasm" ? wasmKernels() : undefined;
	const host = wasm?.host ?? hosts.find(({ name }) => implementation === "native" || name === implementation);
	if (host !== undefined) return host;
	const why = wasm?.reason ?? reason ?? `this processor has ${hosts.map(({ name }) => name).join(", ")}`;
	throw new InferenceError("UNAVAILABLE", `The implementation \`${implementation}\` of ops is not here: ${why}.`, {
		advice: "leave `implementation` out to take what is here",
	});
}

let wasm: { readonly host?: WasmHost; readonly reason?: string } | undefined;

/** The host for WebAssembly, made the first time, or why there is none. */
export function wasmKernels(): { readonly host?: WasmHost; readonly reason?: string } {
	if (wasm === undefined)
		try {
			wasm = { host: new WasmHost() };
		} catch (error) {
			wasm = { reason: String((error as Error).message) };
		}
	return wasm;
}
