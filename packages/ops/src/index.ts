export { anchorBoxes } from "./anchor-boxes/index.ts";
export type { AnchorLayer } from "./anchor-boxes/reference.ts";
export {
	type ApplyColorMapOptions,
	type ApplyColorMapPlan,
	type ApplyColorMapPlanOptions,
	applyColorMap,
	planApplyColorMap,
} from "./apply-color-map/index.ts";
export {
	type ArgmaxOptions,
	type ArgmaxPlan,
	type ArgmaxPlanOptions,
	argmax,
	type ClassMap,
	planArgmax,
} from "./argmax/index.ts";
export {
	type CenterCropResizeOptions,
	type CenterCropResizePlanOptions,
	centerCropResize,
	planCenterCropResize,
} from "./center-crop-resize/index.ts";
export {
	type Component,
	type ConnectedComponents,
	type ConnectedComponentsOptions,
	type ConnectedComponentsPlan,
	type ConnectedComponentsPlanOptions,
	connectedComponents,
	planConnectedComponents,
} from "./connected-components/index.ts";
export {
	type ConvertColorOptions,
	type ConvertColorPlan,
	type ConvertColorPlanOptions,
	convertColor,
	planConvertColor,
} from "./convert-color/index.ts";
export {
	type CropTurnedOptions,
	type CropTurnedPlan,
	type CropTurnedPlanOptions,
	cropTurned,
	planCropTurned,
} from "./crop-turned/index.ts";
export type { Turn } from "./crop-turned/reference.ts";
export { type CtcGreedyOptions, type CtcGreedyPlan, ctcGreedy, planCtcGreedy } from "./ctc-greedy/index.ts";
export type { CtcText } from "./ctc-greedy/reference.ts";
export { type DbTextBoxesOptions, type DbTextBoxesPlan, dbTextBoxes, planDbTextBoxes } from "./db-text-boxes/index.ts";
export type { TextBox } from "./db-text-boxes/reference.ts";
export {
	type AnchorOutputs,
	type DecodeAnchorsOptions,
	type DecodeAnchorsPlan,
	decodeAnchors,
	planDecodeAnchors,
} from "./decode-anchors/index.ts";
export type { Detection } from "./detection/detection.ts";
export type { ColorLike } from "./draw/color.ts";
export { type DrawDetectionsOptions, type Drawn, drawDetections } from "./draw/draw-detections.ts";
export { type DrawTextOptions, drawText, textScale, textSize } from "./draw/draw-text.ts";
export { drawCircle, drawLine, drawRectangle, type ShapeOptions, type StrokeOptions } from "./draw/index.ts";
export { type FitHeightOptions, type FitHeightPlanOptions, fitHeight, planFitHeight } from "./fit-height/index.ts";
export {
	type FitToMultipleOptions,
	type FitToMultiplePlanOptions,
	fitToMultiple,
	planFitToMultiple,
} from "./fit-to-multiple/index.ts";
export {
	type HeatmapOutputs,
	type HeatmapPeaksOptions,
	type HeatmapPeaksPlan,
	type HeatmapPeaksPlanOptions,
	heatmapPeaks,
	planHeatmapPeaks,
} from "./heatmap-peaks/index.ts";
export {
	type InstanceMasksOptions,
	type InstanceMasksPlan,
	type InstanceMasksPlanOptions,
	instanceMasks,
	type MaskInstances,
	planInstanceMasks,
} from "./instance-masks/index.ts";
export { type ImplementationsHere, implementationsHere } from "./kernels/implementations-here.ts";
export {
	type Letterbox,
	type LetterboxOptions,
	type LetterboxPlan,
	type LetterboxPlanOptions,
	letterbox,
	planLetterbox,
} from "./letterbox/index.ts";
export type { LetterboxTransform } from "./letterbox/letterbox-transform.ts";
export { allocateTensor } from "./memory/allocate-tensor.ts";
export { type NmsOptions, type NmsPlan, nms, planNms } from "./nms/index.ts";
export {
	type NmsIndicesOptions,
	type NmsIndicesPlan,
	nmsIndices,
	planNmsIndices,
	type ScoredBoxes,
} from "./nms-indices/index.ts";
export type { NmsRules } from "./nms-indices/nms-rules.ts";
export { type NormalizePlan, type NormalizePlanOptions, normalize, planNormalize } from "./normalize/index.ts";
export type { Color } from "./overlay-mask/color.ts";
export {
	type OverlayMaskOptions,
	type OverlayMaskPlan,
	type OverlayMaskPlanOptions,
	overlayMask,
	planOverlayMask,
} from "./overlay-mask/index.ts";
export { perspectiveTransform } from "./perspective-transform/index.ts";
export type { Box } from "./picture/box.ts";
export { crop } from "./picture/crop.ts";
export type { Mask } from "./picture/mask.ts";
export {
	type DensePicture,
	type ImageDataLike,
	type NdarrayView,
	PICTURE_CHANNELS,
	type Picture,
	type PictureFormat,
	type PictureLike,
	type PictureSize,
} from "./picture/picture.ts";
export type { Point, Quad } from "./picture/point.ts";
export { readVideoFrame, type VideoFrameLike } from "./picture/read-video-frame.ts";
export type {
	AnyPicture,
	AnyPictureSize,
	YuvFormat,
	YuvMatrix,
	YuvPicture,
	YuvPlane,
	YuvRange,
	YuvSize,
} from "./picture/yuv-picture.ts";
export type { OpPlan } from "./plan/op-plan.ts";
export { RESIZE_FILTERS, type ResizeFilter } from "./resample/resize-filter.ts";
export { planResize, type ResizeOptions, type ResizePlan, type ResizePlanOptions, resize } from "./resize/index.ts";
export {
	planResizeMask,
	type ResizeMaskOptions,
	type ResizeMaskPlan,
	type ResizeMaskPlanOptions,
	resizeMask,
} from "./resize-mask/index.ts";
export {
	planRotateCrop,
	planRotateCropTensor,
	type RotateCropInput,
	type RotateCropPlan,
	type RotateCropPlanOptions,
	type RotateCropTensorOptions,
	type RotateCropTensorPlan,
	type RotateCropTensorPlanOptions,
	rotateCrop,
	rotateCropTensor,
} from "./rotate-crop/index.ts";
export type { CropRegion, RotateCropOptions } from "./rotate-crop/plan-crop.ts";
export type { RotatedBox } from "./rotate-crop/reference.ts";
export { similarityTransform } from "./similarity-transform/index.ts";
export {
	planSoftmax,
	type SoftmaxOptions,
	type SoftmaxPlan,
	type SoftmaxPlanOptions,
	softmax,
} from "./softmax/index.ts";
export { type FromNdarrayOptions, fromNdarray, type TypedNdarray } from "./to-tensor/from-ndarray.ts";
export type { PictureTensorPlan } from "./to-tensor/plan-picture-tensor.ts";
export type { Quantization } from "./to-tensor/quantization.ts";
export type { PictureDType, TensorOptions } from "./to-tensor/tensor-options.ts";
export type { BatchSlot } from "./to-tensor/tensor-target.ts";
export { type NdarrayParts, toNdarray } from "./to-tensor/to-ndarray.ts";
export { planTopK, type Ranked, type TopKOptions, type TopKPlan, type TopKPlanOptions, topK } from "./top-k/index.ts";
export {
	planWarpAffine,
	planWarpPerspective,
	planWarpTensor,
	type WarpInput,
	type WarpPlan,
	type WarpPlanOptions,
	type WarpTensorOptions,
	type WarpTensorPlan,
	type WarpTensorPlanOptions,
	warpAffine,
	warpPerspective,
	warpTensor,
} from "./warp/index.ts";
export type { WarpMatrix } from "./warp/source-matrix.ts";
export { transformPoint } from "./warp/transform-point.ts";
export type { WarpOptions, WarpSampling, WarpSize } from "./warp/warp-options.ts";
export type { WarpBorder, WarpFilter } from "./warp/warp-spec.ts";
export type { YoloDetection } from "./yolo-detections/detection-arrays.ts";
export {
	planYoloDetections,
	type YoloDetectionsOptions,
	type YoloDetectionsPlan,
	type YoloDetectionsPlanOptions,
	type YoloPicture,
	yoloDetections,
} from "./yolo-detections/index.ts";
export type { YoloHeadOptions } from "./yolo-detections/yolo-head.ts";
export type { DetectionArrays } from "./yolo-detections/yolo-rules.ts";
