export { type GpuArgmaxOptions, type GpuArgmaxPlan, planArgmax } from "../argmax/webgpu.ts";
export { type GpuCenterCropResizeOptions, planCenterCropResize } from "../center-crop-resize/webgpu.ts";
export { type GpuFitHeightOptions, planFitHeight } from "../fit-height/webgpu.ts";
export { type GpuFitToMultipleOptions, planFitToMultiple } from "../fit-to-multiple/webgpu.ts";
export { type GpuLetterboxOptions, type GpuLetterboxPlan, planLetterbox } from "../letterbox/webgpu.ts";
export {
	type GpuNmsIndicesOptions,
	type GpuNmsIndicesPlan,
	type GpuScoredBoxes,
	planNmsIndices,
} from "../nms-indices/webgpu.ts";
export { type GpuNormalizeOptions, planNormalize } from "../normalize/webgpu.ts";
export type { GpuPictureTensorPlan } from "../to-tensor/webgpu.ts";
export {
	type GpuYoloDetectionsOptions,
	type GpuYoloDetectionsPlan,
	planYoloDetections,
} from "../yolo-detections/webgpu.ts";
export type { Gpu } from "./gpu.ts";
export type { BrowserPicture, GpuPicture } from "./gpu-picture.ts";
export { allocateGpuTensor, type GpuDType } from "./gpu-tensor.ts";
export { type OpenGpuOptions, openGpu } from "./open-gpu.ts";
export type { GpuRead } from "./read-back.ts";
