/** The sha256 of `ops.wasm`, by which an addon of the same kernels is known. */
export const KERNELS_HASH = "4914311d8e7fa0ee586f1594b38e07213835bac6b38b787c119cfbf11956f028";
