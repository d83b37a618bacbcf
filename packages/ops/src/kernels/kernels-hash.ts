/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "f32118a2fd24b3b52cbe9ac1b1f0066d1cd1c5abc65ecbd168850dd0dc58ab9f";
