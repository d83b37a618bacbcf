/** An activation that a kernel applies to its result, as TensorFlow.js calls it. */
export interface Activation {
	readonly name: "relu" | "relu6" | "leakyrelu" | "sigmoid";
	/** Slope below 0. */
	readonly alpha?: number;
}
