import { nativeKernels } from "../kernels/native-host.ts";
import type { Implementation } from "../kernels/runs-on.ts";

const all: readonly Implementation[] = ["avx2", "sse4", "neon", "wasm"];

/** Every implementation of kernels that this machine has: WebAssembly always, native ones where `ops.node` is built. */
export const implementations: readonly Implementation[] = all.filter(
	(name) => name === "wasm" || nativeKernels().hosts.some((host) => host.name === name),
);
