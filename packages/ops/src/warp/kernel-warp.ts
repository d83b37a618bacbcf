import type { ChosenHost } from "../kernels/implementation.ts";
import { PICTURE_CHANNELS } from "../picture/picture.ts";
import type { PixelView } from "../picture/pixel-view.ts";
import { touchedRows } from "./touched-rows.ts";
import { warpBlock } from "./warp-block.ts";
import type { Warp, WarpSpec } from "./warp-spec.ts";

/** {@link Warp} by the kernel `warp_picture`. */
export function kernelWarp(spec: WarpSpec, { host, threads }: ChosenHost): Warp {
	const arrays = [
		{ bytes: 1, access: "read" },
		{ bytes: 72, access: "read" },
		{ bytes: 1, access: "update" },
	] as const;
	const plan = host.plan({ kernel: "warp_picture", ...warpBlock(spec), arrays, rows: spec.rows ?? 1 }, threads);
	const call = new Int32Array(14);
	return {
		implementation: host.name,
		run(view, matrix, data, area) {
			const { width, height, rowStep } = view;
			// Only a host with a memory of its own copies the source, and then as little of it as is needed.
			const [top, bottom] = host.name === "wasm" ? touchedRows(matrix, area.width, area.height, height) : [0, height];
			const [start, end] = top > 0 || bottom < height ? reach(view, top, bottom) : [0, view.data.length];
			const source = end - start < view.data.length ? view.data.subarray(start, end) : view.data;
			call[0] = view.offset + top * rowStep - start;
			call[1] = rowStep;
			call[2] = view.pixelStep;
			call[3] = view.channelStep;
			call[4] = width;
			call[5] = height;
			call[6] = top;
			call[7] = bottom;
			call[8] = area.rowStep;
			call[9] = area.channelStep;
			call[10] = area.width;
			call[11] = area.height;
			call[12] = area.targetWidth;
			call[13] = area.targetHeight;
			plan.run(call, [source, matrix, data as Uint8Array]);
		},
	};
}

/** The bytes [start, end) of rows [top, bottom). */
function reach(view: PixelView, top: number, bottom: number): readonly [start: number, end: number] {
	const { offset, rowStep, pixelStep, channelStep, width, format } = view;
	let start = offset + top * rowStep;
	let end = start + 1;
	for (const step of [
		rowStep * (bottom - top - 1),
		pixelStep * (width - 1),
		channelStep * (PICTURE_CHANNELS[format] - 1),
	])
		if (step < 0) start += step;
		else end += step;
	return [start, end];
}
