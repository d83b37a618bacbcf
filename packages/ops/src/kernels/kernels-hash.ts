/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "0b92c63280d7552fa7efecd1d781846efb39dcd4360ced737751467b0126d53d";
