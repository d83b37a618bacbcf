/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "8e6978dad961a311b4258462a2c6ab34323c9b228226f02d3ed41707786ef3f4";
