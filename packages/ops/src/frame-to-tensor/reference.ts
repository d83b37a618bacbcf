import { yuvCoefficients } from "../convert-color/yuv-coefficients.ts";
import { yuvRowToRgb } from "../convert-color/yuv-row-to-rgb.ts";
import type { PixelView } from "../picture/pixel-view.ts";
import { chromaPlanes, type PlaneView, type YuvView } from "../picture/yuv-view.ts";
import { createResampler } from "../resample/create-resampler.ts";
import type { ResampleSpec } from "../resample/resampler.ts";
import type { Conversion } from "../to-tensor/conversion.ts";
import type { Place } from "../to-tensor/picture-tensor-block.ts";
import type { TensorTarget } from "../to-tensor/tensor-target.ts";
import { type FrameSpec, planeSpecs } from "./frame-spec.ts";

/**
 * Definition: Y is resized to the target's size, and U and V, each by itself, to half of it, rounded up; all by the filter, as
 * if each were a gray picture. Then each pixel is converted by `yuvRowToRgb`, with the colour of its square of 2x2 in the
 * resized picture, and goes through the tables of levels to its place; the rest of the tensor is `around`.
 *
 * Colour is converted after scaling, as by libyuv's `NV12Scale` and then `NV12ToARGB`: a third of the work. It differs from
 * scaling RGB by what clipping and rounding in another order make of it.
 */
export function frameReference(
	spec: FrameSpec,
	place: Place,
	target: TensorTarget,
	around: readonly number[],
): Conversion<YuvView> {
	const { left, top, width, height, tensorWidth } = place;
	const specs = planeSpecs(spec);
	const across = specs.chroma.window?.width as number;
	const luma = createResampler(specs.luma);
	const [u, v] = [createResampler(specs.chroma), createResampler(specs.chroma)];
	const coefficients = yuvCoefficients(spec.source.matrix, spec.source.range);
	const samples = (length: number) => ({ data: new Uint8Array(length), offset: 0, step: 1 });
	const [yRow, uRow, vRow] = [samples(width), samples(across), samples(across)];
	const row = new Uint8Array(width * 3);
	const run: Conversion<YuvView>["run"] = (view, data) => {
		target.fill(data, 0, 0, tensorWidth, top, around);
		target.fill(data, 0, top, left, height, around);
		target.fill(data, left + width, top, tensorWidth - left - width, height, around);
		target.fill(data, 0, top + height, tensorWidth, target.height - top - height, around);
		const chroma = chromaPlanes(view);
		luma.begin(grayView(specs.luma, view.planes[0] as PlaneView, 1));
		u.begin(grayView(specs.chroma, chroma.u, chroma.step));
		v.begin(grayView(specs.chroma, chroma.v, chroma.step));
		let last = -1;
		for (let y = 0; y < height; y++) {
			const down = (y + specs.phaseY) >> 1;
			luma.row(y, yRow.data, 0);
			if (down !== last) {
				u.row(down, uRow.data, 0);
				v.row(down, vRow.data, 0);
				last = down;
			}
			yuvRowToRgb(yRow, uRow, vRow, specs.phaseX, width, coefficients, row, 0);
			target.writeRow(data, left, top + y, row, 0, 3, target.format.channels, width);
		}
	};
	return { implementation: "reference", run, runAsync: async (view, data) => run(view, data) };
}

function grayView(spec: ResampleSpec, { data, offset, stride }: PlaneView, step: number): PixelView {
	const { sourceWidth: width, sourceHeight: height } = spec;
	return { data, offset, width, height, format: "gray", rowStep: stride, pixelStep: step, channelStep: 1 };
}
