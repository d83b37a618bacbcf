import type { DType, ValueInfo } from "@polyinfer/core";

/** A weight of a TensorFlow.js model, as its manifest describes it. */
export interface TfjsWeight {
	readonly name: string;
	/** TensorFlow.js's own word: `"float32"`, `"int32"`, `"bool"`, `"string"`, `"complex64"`. */
	readonly dtype: string;
	readonly shape: readonly number[];
	/** Element type of the stored numbers, where they are quantized. */
	readonly storedAs?: string;
}

/** Weights that lie behind each other in the files of `paths`, which are read as one. */
export interface TfjsWeightGroup {
	readonly paths: readonly string[];
	readonly weights: readonly TfjsWeight[];
}

/** An input or output of a graph model. */
export interface TfjsValue {
	/** The signature's name; that of the node where there is no signature. */
	readonly name: string;
	/** The tensor in the graph: `"Identity:0"`. */
	readonly tensor: string;
	/** Missing for what is no tensor of a dtype: a table, a complex number. */
	readonly dtype?: DType;
	readonly shape: ValueInfo["shape"];
	readonly dimNames?: readonly (string | null)[];
}

/** A node of a graph model. */
export interface TfjsNode {
	readonly name: string;
	readonly operator: string;
	/** As TensorFlow writes them: `"name"`, `"name:1"`, `"^name"` for one that only runs before. */
	readonly inputs: readonly string[];
}

/** A `model.json`, read and checked. */
export interface TfjsModel {
	/** `"layers-model"` is a Keras model, whose values only TensorFlow.js itself can name. */
	readonly kind: "graph-model" | "layers-model";
	readonly groups: readonly TfjsWeightGroup[];
	/** Empty for layers models, as are `inputs` and `outputs`. */
	readonly nodes: readonly TfjsNode[];
	readonly inputs: readonly TfjsValue[];
	readonly outputs: readonly TfjsValue[];
	/** How often each operator occurs, functions included. */
	readonly operators: ReadonlyMap<string, number>;
	/** The whole file, as TensorFlow.js takes it. */
	readonly json: Readonly<Record<string, unknown>>;
}
