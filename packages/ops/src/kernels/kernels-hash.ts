/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "19ff6d1dd880ee9fe53033589470b07284c2a77675b4ec11bb88c288c2c4c53e";
