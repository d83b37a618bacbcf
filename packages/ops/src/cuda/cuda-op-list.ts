/** Folders of the ops that have a part for CUDA, `cuda.ts`. */
export const CUDA_OPS: readonly string[] = [
	"argmax",
	"center-crop-resize",
	"fit-height",
	"fit-to-multiple",
	"letterbox",
	"nms-indices",
	"normalize",
	"softmax",
	"top-k",
	"yolo-detections",
];
