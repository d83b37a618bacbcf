/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "0c347c8d13cbb0e576cc933a9c38cb7d0e86f549744d7478b71d69030e4a4d97";
