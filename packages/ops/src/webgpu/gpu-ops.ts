/** Folders of the ops that have a part for the GPU, `webgpu.ts`. */
export const GPU_OPS: readonly string[] = [
	"argmax",
	"center-crop-resize",
	"fit-height",
	"fit-to-multiple",
	"letterbox",
	"nms-indices",
	"normalize",
	"yolo-detections",
];
