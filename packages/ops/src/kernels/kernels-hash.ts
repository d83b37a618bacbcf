/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "59dfbf327231e22f006010da3e83d3349039e5cf87e10e810c93857b4ed10bc4";
