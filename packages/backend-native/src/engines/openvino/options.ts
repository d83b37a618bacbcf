import type { NativeOptions } from "../../options.ts";

/** Options of the backend `openvino`. */
export interface OpenvinoOptions extends NativeOptions {
	/** Arithmetic of floating-point operators. `"f32"` even on processors that are quicker in bf16. Default: `"f32"`. */
	readonly inferencePrecision?: "f32" | "f16" | "bf16";
}
