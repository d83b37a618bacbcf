export { attribute, floatOf, floatsOf, intOf, intsOf, stringOf, stringsOf } from "./attribute.ts";
export {
	buildGraph,
	buildModel,
	type GraphSpec,
	type ModelSpec,
	type NodeSpec,
	type ValueSpec,
} from "./build-model.ts";
export { detectFormat } from "./detect/detect-format.ts";
export type { Detection, OtherKind, Sample } from "./detect/detection.ts";
export { findingsOf } from "./findings.ts";
export { FLOAT32_OPERATORS, type Float16Options } from "./float16/options.ts";
export type { KeepReason } from "./float16/rewriting.ts";
export { roundFloat16 } from "./float16/round-float16.ts";
export { type Float16Model, toFloat16, toFloat16Async } from "./float16/to-float16.ts";
export type {
	Attribute,
	ExternalData,
	Graph,
	GraphDim,
	GraphValue,
	Model,
	ModelFunction,
	Node,
	ValueType,
	Weight,
	WeightData,
} from "./graph.ts";
export { ONNX_LIMITS, type OnnxLimits, TRUSTED_ONNX_LIMITS } from "./limits.ts";
export { loadModel } from "./load-model.ts";
export { metadataOf } from "./metadata.ts";
export { modelOf, tfjsModelOf } from "./model-of.ts";
export { embedWeights } from "./onnx/embed-weights.ts";
export { graphsOf } from "./onnx/graphs-of.ts";
export { readOnnx, readOnnxAsync } from "./onnx/read-onnx.ts";
export { type OnnxValue, readOnnxValue } from "./onnx/read-value.ts";
export { writeOnnx } from "./onnx/write-onnx.ts";
export type { ExternalFile, Survey } from "./survey.ts";
export { readTfjs } from "./tfjs/read-tfjs.ts";
export { tfjsMetadataOf } from "./tfjs/tfjs-metadata-of.ts";
export type { TfjsModel, TfjsNode, TfjsValue, TfjsWeight, TfjsWeightGroup } from "./tfjs/tfjs-model.ts";
export {
	TFLITE_ACTIVATIONS,
	TFLITE_PADDINGS,
	TFLITE_TYPES,
	type TfliteModel,
	type TfliteOperator,
	type TfliteTensor,
} from "./tflite/tflite-model.ts";
export { writeTflite } from "./tflite/write-tflite.ts";
export { weightOf, weightTensor } from "./weight.ts";
