/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "b5a521bf201f9f2a6574e21f2bf078b4e8435a5ed9fc390a2fd5b6e734e0c422";
