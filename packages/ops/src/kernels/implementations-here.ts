import { wasmKernels } from "./implementation.ts";
import { nativeKernels } from "./native-host.ts";
import type { Implementation } from "./runs-on.ts";

/** What {@link implementationsHere} finds. */
export interface ImplementationsHere {
	/** What can carry out ops in this process. The first one does where an op is not told otherwise. */
	readonly implementations: readonly Implementation[];
	/** Why `ops.node` runs nothing; `undefined` where it does. */
	readonly withoutNative: string | undefined;
	/** Why WebAssembly runs nothing, such as a policy of the page; `undefined` where it does. */
	readonly withoutWasm: string | undefined;
}

/** Looks what carries out ops on this machine or page, and why the rest does not. Loads both; never throws. */
export function implementationsHere(): ImplementationsHere {
	const native = nativeKernels();
	const wasm = wasmKernels();
	return {
		implementations: [
			...native.hosts.map(({ name }) => name as Implementation),
			...(wasm.host === undefined ? [] : (["wasm"] as const)),
			"reference",
		],
		withoutNative: native.reason,
		withoutWasm: wasm.reason,
	};
}
