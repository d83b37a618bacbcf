/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "1806c7fc175ea465414519aa76a54e172e9146a5e01f5ed414a77599bfa3579d";
