/** Field numbers of the ONNX messages (onnx/onnx.proto, IR version 13), by message and field name. */
export const MODEL = {
	irVersion: 1,
	producerName: 2,
	producerVersion: 3,
	domain: 4,
	modelVersion: 5,
	description: 6,
	graph: 7,
	opsets: 8,
	properties: 14,
	functions: 25,
} as const;

/** `OperatorSetIdProto`. */
export const OPSET = { domain: 1, version: 2 } as const;

/** `StringStringEntryProto`. */
export const ENTRY = { key: 1, value: 2 } as const;

/** `GraphProto`. */
export const GRAPH = {
	nodes: 1,
	name: 2,
	weights: 5,
	description: 10,
	inputs: 11,
	outputs: 12,
	values: 13,
	sparseWeights: 15,
} as const;

/** `NodeProto`. */
export const NODE = {
	inputs: 1,
	outputs: 2,
	name: 3,
	operator: 4,
	attributes: 5,
	domain: 7,
	overload: 8,
} as const;

/** `AttributeProto`. */
export const ATTRIBUTE = {
	name: 1,
	float: 2,
	int: 3,
	string: 4,
	tensor: 5,
	graph: 6,
	floats: 7,
	ints: 8,
	strings: 9,
	tensors: 10,
	graphs: 11,
	valueType: 14,
	valueTypes: 15,
	type: 20,
	reference: 21,
	sparseTensor: 22,
	sparseTensors: 23,
} as const;

/** `AttributeProto.AttributeType`. */
export const ATTRIBUTE_TYPE = {
	undefined: 0,
	float: 1,
	int: 2,
	string: 3,
	tensor: 4,
	graph: 5,
	floats: 6,
	ints: 7,
	strings: 8,
	tensors: 9,
	graphs: 10,
	sparseTensor: 11,
	sparseTensors: 12,
	valueType: 13,
	valueTypes: 14,
} as const;

/** `ValueInfoProto`. */
export const VALUE = { name: 1, type: 2, description: 3 } as const;

/** `TypeProto`, and below it the messages of its kinds. */
export const TYPE = { tensor: 1, sequence: 4, map: 5, opaque: 7, sparseTensor: 8, optional: 9 } as const;

/** `TypeProto.Tensor` and `TypeProto.SparseTensor`. */
export const TENSOR_TYPE = { elementType: 1, shape: 2 } as const;

/** `TypeProto.Sequence` and `TypeProto.Optional`. */
export const ELEMENT_TYPE = { element: 1 } as const;

/** `TypeProto.Map`. */
export const MAP_TYPE = { keyType: 1, value: 2 } as const;

/** `TypeProto.Opaque`. */
export const OPAQUE_TYPE = { domain: 1, name: 2 } as const;

/** `TensorShapeProto`. */
export const SHAPE = { dims: 1 } as const;

/** `TensorShapeProto.Dimension`. */
export const DIM = { size: 1, name: 2 } as const;

/** `TensorProto`. */
export const TENSOR = {
	dims: 1,
	elementType: 2,
	segment: 3,
	floats: 4,
	int32s: 5,
	strings: 6,
	int64s: 7,
	name: 8,
	raw: 9,
	doubles: 10,
	uint64s: 11,
	external: 13,
	location: 14,
} as const;

/** `SparseTensorProto`. */
export const SPARSE_TENSOR = { values: 1, indices: 2, dims: 3 } as const;

/** `SequenceProto`, of onnx/onnx-data.proto. */
export const SEQUENCE = { kind: 2, tensor: 3, sequence: 5, optional: 7 } as const;

/** `OptionalProto`, of onnx/onnx-data.proto. */
export const OPTIONAL = { kind: 2, tensor: 3, sequence: 5, optional: 7 } as const;

/** `SequenceProto.DataType` and `OptionalProto.DataType`. */
export const CONTAINER_KIND = { sparseTensor: 2, map: 4 } as const;

/** `FunctionProto`. */
export const FUNCTION = {
	name: 1,
	inputs: 4,
	outputs: 5,
	attributes: 6,
	nodes: 7,
	description: 8,
	opsets: 9,
	domain: 10,
	attributeDefaults: 11,
	overload: 13,
} as const;
