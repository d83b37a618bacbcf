/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "9056b9abb42fd208a938000233587dc4d333c4a099c921d6c127888cea83f4f6";
