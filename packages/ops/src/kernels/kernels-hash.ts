/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "2baf1c4d0ca86fd555f35f39fe2b1896f4a94116b1d0b798c6636b83d1cfbd5e";
