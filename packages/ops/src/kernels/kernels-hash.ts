/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "562511d2c40a1fa1457f49e24faebb6a12c58f0c0055fe209627ff3aa142b851";
