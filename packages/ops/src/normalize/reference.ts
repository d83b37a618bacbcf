import type { Tensor } from "@polyinfer/core";
import type { PixelView } from "../picture/pixel-view.ts";
import type { TensorTarget } from "../to-tensor/tensor-target.ts";

/**
 * Definition: element (c, y, x) = fround(fround(p * scales[c]) + shifts[c]) with p the pixel's channel that `order` names;
 * the value of each of the 256 levels is computed once. `offsets` is scratch for one number a channel.
 */
export function normalizeReference(
	view: PixelView,
	target: TensorTarget,
	data: Tensor["data"],
	offsets: number[],
): void {
	for (const [i, channel] of target.format.channels.entries()) offsets[i] = channel * view.channelStep;
	for (let y = 0; y < view.height; y++)
		target.writeRow(data, 0, y, view.data, view.offset + y * view.rowStep, view.pixelStep, offsets, view.width);
}
