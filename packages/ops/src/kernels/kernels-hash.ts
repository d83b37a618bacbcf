/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "16e5c1ee212568947ecf99fce1f8b33dfbff1aeeae7208d7df49792cc8227985";
