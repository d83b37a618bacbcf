/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "2a73b30ff43f0680f3488a75446e7c6d536ae172d9775aa16a105fd08b77957a";
