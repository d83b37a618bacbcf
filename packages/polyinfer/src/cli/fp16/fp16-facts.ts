import type { Float16Model } from "@polyinfer/model";

/** What `polyinfer fp16` has done, as it is printed. */
export interface Fp16Facts extends Omit<Float16Model, "model" | "kept"> {
	readonly path: string;
	readonly out: string;
	readonly bytes: { readonly before: number; readonly after: number };
	/** What stays in float32, and why in words. */
	readonly kept: readonly (Float16Model["kept"][number] & { readonly why: string })[];
}
