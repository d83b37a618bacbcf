/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "3f53ac70733c991940d633bfcfbc0f92b656e2659f35e2c0b89be421a9351279";
