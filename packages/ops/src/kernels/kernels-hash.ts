/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "05a1b119653f3254ffd5ca418ee5442e7446caeb9d3b2b4cbcc76f4ed295b756";
