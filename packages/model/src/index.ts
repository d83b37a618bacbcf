export { attribute, floatOf, intOf, intsOf, stringOf } from "./attribute.ts";
export {
	buildGraph,
	buildModel,
	type GraphSpec,
	type ModelSpec,
	type NodeSpec,
	type ValueSpec,
} from "./build-model.ts";
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
export { writeOnnx } from "./onnx/write-onnx.ts";
export { weightOf, weightTensor } from "./weight.ts";
