import type { TensorData } from "@polyinfer/core";
import { mismatch } from "../arguments.ts";
import { chooseHost } from "../kernels/implementation.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import type { PixelView } from "../picture/pixel-view.ts";
import { kernelWarp } from "./kernel-warp.ts";
import { reference } from "./reference.ts";
import { warpHas } from "./warp-block.ts";
import type { Warp, WarpArea, WarpSpec } from "./warp-spec.ts";

/** A {@link Warp} in the implementation that is asked for. Its run throws INVALID_ARGUMENT where `data` is too short. */
export function planWarp(spec: WarpSpec, runsOn: RunsOn): Warp {
	const chosen = chooseHost(runsOn);
	const warp = chosen === undefined || !warpHas(spec.format) ? reference(spec) : kernelWarp(spec, chosen);
	const run = (view: PixelView, matrix: Float64Array, data: TensorData, area: WarpArea): void => {
		const { channels, layout } = spec.format;
		const pixelStep = layout === "nchw" ? 1 : channels.length;
		const last = (area.targetHeight - 1) * area.rowStep + (area.targetWidth - 1) * pixelStep;
		const needed = last + (channels.length - 1) * area.channelStep + 1;
		if (data.length < needed) throw mismatch(`at least ${needed} elements to write into`, `${data.length}`);
		warp.run(view, matrix, data, area);
	};
	return { implementation: warp.implementation, run };
}
