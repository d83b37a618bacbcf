import type { TensorData } from "@polyinfer/core";
import type { PixelView } from "../picture/pixel-view.ts";

/** Pixels of a planned size into a tensor's data, in one of the implementations. */
export interface Conversion {
	/** What runs: `"reference"`, or the name of a `KernelHost`. */
	readonly implementation: string;
	run(view: PixelView, data: TensorData): void;
	runAsync(view: PixelView, data: TensorData): Promise<void>;
}
