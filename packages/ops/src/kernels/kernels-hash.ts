/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "ae2965a7dde92681e7f86ee52bfe55e7b7d340ddab871c61daad120910b5afee";
