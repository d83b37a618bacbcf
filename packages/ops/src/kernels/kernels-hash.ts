/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "e7e857a2241bd921e7ef3f8f75e30ee4b2837bf947ab564e348158c0a42a69a2";
