/** Folders of the ops that have a part for CUDA, `cuda.ts`. */
export const CUDA_OPS: readonly string[] = [
	"center-crop-resize",
	"fit-height",
	"fit-to-multiple",
	"letterbox",
	"normalize",
];
