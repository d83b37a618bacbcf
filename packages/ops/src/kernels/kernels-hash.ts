/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "decd9551f68b684a65930d753a8a65b1b38ffb454ef38c69b20bf79a3a096b13";
