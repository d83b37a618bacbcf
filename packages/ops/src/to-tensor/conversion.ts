import type { TensorData } from "@polyinfer/core";
import type { PixelView } from "../picture/pixel-view.ts";

/** Pixels of a planned size into a tensor's data, in one of the implementations. */
export interface Conversion<View = PixelView> {
	/** What runs: `"reference"`, or the name of a `KernelHost`. */
	readonly implementation: string;
	run(view: View, data: TensorData): void;
	runAsync(view: View, data: TensorData): Promise<void>;
}
