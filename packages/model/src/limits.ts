/**
 * What a model file may make its reader do. A file over a bound is INVALID_MODEL.
 * Decoded bytes are an estimate, on the high side, of the memory that the model's objects take beside the file itself.
 */
export interface OnnxLimits {
	/** Size of the file. Protobuf itself ends at 2 GiB. */
	readonly maxFileBytes: number;
	/** Messages inside messages; a subgraph is three. */
	readonly maxDepth: number;
	/** Nodes, those of subgraphs and functions included. */
	readonly maxNodes: number;
	/** Attributes of all nodes. */
	readonly maxAttributes: number;
	/** Weights and tensors in attributes. */
	readonly maxTensors: number;
	/** Typed values: inputs, outputs and what lies between nodes. */
	readonly maxValues: number;
	/** Different operators. */
	readonly maxOperators: number;
	/** Operators that the file defines itself. */
	readonly maxFunctions: number;
	/** Domains with their versions, those of functions included. */
	readonly maxOpsets: number;
	/** Key and value texts. */
	readonly maxProperties: number;
	/** Axes of a tensor. */
	readonly maxRank: number;
	/** Length of a name. */
	readonly maxNameBytes: number;
	/** Length of a description or a property. */
	readonly maxTextBytes: number;
	/** Decoded bytes for each byte of the file ... */
	readonly maxDecodedBytesPerByte: number;
	/** ... and these on top. */
	readonly maxDecodedBytesBeside: number;
}

/** Far below what hurts, above every network that we have seen: memory of 4 times the file and 64 MiB. */
export const ONNX_LIMITS: OnnxLimits = {
	maxFileBytes: 2 ** 31 - 1,
	maxDepth: 100,
	maxNodes: 1_000_000,
	maxAttributes: 4_000_000,
	maxTensors: 1_000_000,
	maxValues: 2_000_000,
	maxOperators: 10_000,
	maxFunctions: 10_000,
	maxOpsets: 100_000,
	maxProperties: 10_000,
	maxRank: 32,
	maxNameBytes: 64 * 1024,
	maxTextBytes: 16 * 1024 * 1024,
	maxDecodedBytesPerByte: 4,
	maxDecodedBytesBeside: 64 * 1024 * 1024,
};

/** For trusted files. Networks without their weights need up to 11 decoded bytes for each byte, so that graphs of over 9 MB end at the other bound. */
export const TRUSTED_ONNX_LIMITS: OnnxLimits = { ...ONNX_LIMITS, maxDecodedBytesPerByte: 32 };
