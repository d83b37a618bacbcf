import type { ChosenHost } from "../kernels/implementation.ts";
import { PlanBlock } from "../kernels/plan-block.ts";
import { type BlendPlace, type BlendTables, blendReference } from "./reference.ts";

/** Blends the colours of a mask into pixels. Both arrays start with the first pixel and reach over the last one. */
export type BlendColors = (pixels: Uint8Array, mask: Uint8Array, place: BlendPlace) => void;

/** Prepares {@link BlendColors} for up to `rows` rows by the kernel, or the reference where there is no host. */
export function planBlendColors(
	channels: number,
	tables: BlendTables,
	rows: number,
	chosen: ChosenHost | undefined,
): BlendColors {
	if (chosen === undefined) return (pixels, mask, place) => blendReference(pixels, mask, channels, tables, place);
	const isZeroClear = tables.weights[0] === 256;
	const block = new PlanBlock()
		.int(channels, isZeroClear ? 1 : 0)
		.table(tables.weights)
		.table(tables.additions)
		.bytes();
	const arrays = [
		{ bytes: 0, access: "update" },
		{ bytes: 0, access: "read" },
	] as const;
	const { host, threads } = chosen;
	const plan = host.plan({ kernel: "blend_colors", block, arrays, rows, scratchBytes: 0 }, threads);
	const call = new Int32Array(4);
	return (pixels, mask, { width, height, rowStep, maskStep }) => {
		call[0] = width;
		call[1] = height;
		call[2] = rowStep;
		call[3] = maskStep;
		plan.run(call, [pixels, mask]);
	};
}
