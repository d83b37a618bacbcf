/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "1106060b6cab564c392d2d3f1508e34b5b999d5258cddf57a9c6f678a7fbb1c2";
