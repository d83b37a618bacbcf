/** Size along one axis: a number, the symbolic name of a free axis, or `null` for a free axis without a name. */
export type GraphDim = number | string | null;

/** Type of a value in a graph. `elementType` is ONNX's `TensorProto.DataType` number; `shape` `null`: rank unknown. */
export type ValueType =
	| { readonly kind: "tensor"; readonly elementType: number; readonly shape: readonly GraphDim[] | null }
	| { readonly kind: "sparse-tensor"; readonly elementType: number; readonly shape: readonly GraphDim[] | null }
	| { readonly kind: "sequence"; readonly element: ValueType }
	| { readonly kind: "optional"; readonly element: ValueType }
	| { readonly kind: "map"; readonly keyType: number; readonly value: ValueType }
	| { readonly kind: "opaque"; readonly domain: string; readonly name: string }
	/** The file names a value without a type, or with one that Polyinfer does not know. */
	| { readonly kind: "unknown" };

/** A named value: an input, an output, or something between two nodes. */
export interface GraphValue {
	readonly name: string;
	readonly type: ValueType;
	readonly description?: string;
}

/** Where a weight lies that is not in the model file. Nothing here was opened or checked. */
export interface ExternalData {
	/** Path relative to the model's folder, as the file spells it. */
	readonly location: string;
	readonly offset: number;
	/** Bytes; `undefined`: to the end of the file. */
	readonly length?: number;
	readonly checksum?: string;
}

/** Content of a weight. */
export type WeightData =
	/** Dense, row-major, little-endian; a view into the model file wherever the file has it in this form. */
	| { readonly kind: "bytes"; readonly bytes: Uint8Array }
	/** One entry an element, as the file has them (UTF-8 by convention). */
	| { readonly kind: "strings"; readonly strings: readonly Uint8Array[] }
	| { readonly kind: "external"; readonly external: ExternalData };

/**
 * A constant tensor of a model file. `elementType` is ONNX's `TensorProto.DataType` number, which may be one
 * without a {@link import("@polyinfer/core").DType} (complex, float8, 4-bit).
 */
export interface Weight {
	readonly name: string;
	readonly elementType: number;
	readonly shape: readonly number[];
	readonly data: WeightData;
}

/** One attribute of a node. Integers are 64-bit as in the file; strings are bytes as in the file. */
export type Attribute =
	| { readonly kind: "float"; readonly value: number }
	| { readonly kind: "int"; readonly value: bigint }
	| { readonly kind: "string"; readonly value: Uint8Array }
	| { readonly kind: "tensor"; readonly value: Weight }
	| { readonly kind: "graph"; readonly value: Graph }
	| { readonly kind: "type"; readonly value: ValueType }
	| { readonly kind: "floats"; readonly value: Float32Array }
	| { readonly kind: "ints"; readonly value: BigInt64Array }
	| { readonly kind: "strings"; readonly value: readonly Uint8Array[] }
	| { readonly kind: "tensors"; readonly value: readonly Weight[] }
	| { readonly kind: "graphs"; readonly value: readonly Graph[] }
	| { readonly kind: "types"; readonly value: readonly ValueType[] }
	/** In a function's body: the attribute of this name of the calling node. `type` is ONNX's `AttributeType` number. */
	| { readonly kind: "reference"; readonly name: string; readonly type: number }
	/** Sparse tensors: the serialized `SparseTensorProto`s, unread. */
	| { readonly kind: "sparse-tensors"; readonly single: boolean; readonly value: readonly Uint8Array[] };

/** One operation of a graph. */
export interface Node {
	/** May be empty; names need not be unique. */
	readonly name: string;
	readonly operator: string;
	/** `""` is ONNX's own operator set (also where the file says `"ai.onnx"`). */
	readonly domain: string;
	/** Value names in the operator's order; `""`: an optional input left out. */
	readonly inputs: readonly string[];
	/** Value names in the operator's order; `""`: an optional output left out. */
	readonly outputs: readonly string[];
	readonly attributes: ReadonlyMap<string, Attribute>;
	/** Which overload of a model's own function; `""` or missing where there is none. */
	readonly overload?: string;
}

/**
 * A graph in single static assignment form, nodes in topological order. In a subgraph (a body of `If`, `Loop`, `Scan`)
 * nodes may also use the values that the graphs around it have made before.
 */
export interface Graph {
	readonly name: string;
	readonly inputs: readonly GraphValue[];
	readonly outputs: readonly GraphValue[];
	readonly nodes: readonly Node[];
	/** Constants by value name. One that is also an input is that input's default. */
	readonly weights: ReadonlyMap<string, Weight>;
	/** Sparse constants by value name: the serialized `SparseTensorProto`, unread. */
	readonly sparseWeights: ReadonlyMap<string, Uint8Array>;
	/** What the file says of values between nodes, by name; often empty. */
	readonly values: ReadonlyMap<string, GraphValue>;
	readonly description?: string;
}

/** An operator that the model file defines itself, out of other operators. */
export interface ModelFunction {
	readonly name: string;
	readonly domain: string;
	readonly overload?: string;
	readonly inputs: readonly string[];
	readonly outputs: readonly string[];
	/** Names of attributes that a calling node must give. */
	readonly attributes: readonly string[];
	/** Attributes that a calling node may leave out, with their values. */
	readonly attributeDefaults: ReadonlyMap<string, Attribute>;
	readonly opsets: ReadonlyMap<string, number>;
	readonly nodes: readonly Node[];
	readonly description?: string;
}

/** A model file as data. */
export interface Model {
	readonly irVersion: number;
	/** Operator-set version by domain; `""` is ONNX's own. */
	readonly opsets: ReadonlyMap<string, number>;
	readonly graph: Graph;
	readonly functions: readonly ModelFunction[];
	/** Key and value texts that the producer stored. */
	readonly properties: ReadonlyMap<string, string>;
	readonly producerName?: string;
	readonly producerVersion?: string;
	readonly domain?: string;
	readonly modelVersion?: bigint;
	readonly description?: string;
}
