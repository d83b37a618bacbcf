import type { Placement } from "./plan-picture-tensor.ts";
import type { TensorFormat } from "./tensor-options.ts";

/** A picture's place in a tensor, and the tensor's elements: what options come to, on every device. */
export interface PicturePlacement {
	readonly placement: Placement;
	readonly format: TensorFormat;
}
