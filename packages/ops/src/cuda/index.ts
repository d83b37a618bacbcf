export { type CudaArgmaxOptions, type CudaArgmaxPlan, planArgmax } from "../argmax/cuda.ts";
export { type CudaCenterCropResizeOptions, planCenterCropResize } from "../center-crop-resize/cuda.ts";
export { type CudaFitHeightOptions, planFitHeight } from "../fit-height/cuda.ts";
export { type CudaFitToMultipleOptions, planFitToMultiple } from "../fit-to-multiple/cuda.ts";
export { type CudaLetterboxOptions, type CudaLetterboxPlan, planLetterbox } from "../letterbox/cuda.ts";
export {
	type CudaNmsIndicesOptions,
	type CudaNmsIndicesPlan,
	type CudaScoredBoxes,
	planNmsIndices,
} from "../nms-indices/cuda.ts";
export { type CudaNormalizeOptions, planNormalize } from "../normalize/cuda.ts";
export { type CudaSoftmaxOptions, type CudaSoftmaxPlan, planSoftmax } from "../softmax/cuda.ts";
export type { CudaPictureTensorPlan } from "../to-tensor/cuda.ts";
export { type CudaBatchEntry, runCudaBatch } from "../to-tensor/cuda-batch.ts";
export { type CudaTopKOptions, type CudaTopKPlan, planTopK } from "../top-k/cuda.ts";
export {
	type CudaYoloDetectionsOptions,
	type CudaYoloDetectionsPlan,
	planYoloDetections,
} from "../yolo-detections/cuda.ts";
export type { CudaOps } from "./cuda-ops.ts";
export type { CudaPicture } from "./cuda-picture.ts";
export type { CudaRead } from "./cuda-read.ts";
export { allocateCudaTensor, type CudaDType } from "./cuda-tensor.ts";
export { type OpenCudaOpsOptions, openCudaOps } from "./open-cuda-ops.ts";
