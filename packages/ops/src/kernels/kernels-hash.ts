/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "2c11ad9c13b31b85b6e2bfb7ae448f01b6eb2b0a1fa9cd517f6ee1d5475dce73";
