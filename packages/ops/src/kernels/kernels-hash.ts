/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "10c3984ec32e0003c3dbf8b674171d0d773e08404c49839cc5b6f894d9af8f9b";
