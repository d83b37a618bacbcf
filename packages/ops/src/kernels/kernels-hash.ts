/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "94a236bd12cfc35ef8f35494c080c555eb123539fb993279879343d7f7566f93";
