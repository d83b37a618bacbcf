/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "16ab88ddad0c7180a16753d874d2e3014cc6252a8dfc1f80d3c4fee0a13b7da8";
