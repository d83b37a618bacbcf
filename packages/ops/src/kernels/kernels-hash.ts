/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "aae92bef60f5882667a6560bef7bca3285a8a5472cb3314d4555dce0748ce0d3";
