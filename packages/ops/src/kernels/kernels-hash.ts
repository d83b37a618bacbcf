/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "205e7575b5a65ed6878f3f3f1fda98d94498020b5cb68857fac47ee3b25d668d";
