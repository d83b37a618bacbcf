import { kernelFrame } from "../frame-to-tensor/kernel-frame.ts";
import type { ChosenHost } from "../kernels/implementation.ts";
import { PICTURE_CHANNELS, type Picture, type PictureFormat } from "../picture/picture.ts";
import type { YuvSize } from "../picture/yuv-picture.ts";
import type { YuvView } from "../picture/yuv-view.ts";
import { TensorTarget } from "../to-tensor/tensor-target.ts";

/** Where the kernel has red, green, blue and opaque alpha. */
const PLANES = "rgba";

/** A frame as pixels of its own size, by the kernel `frame_to_tensor`. */
export function kernelYuv(
	source: Required<YuvSize>,
	format: PictureFormat,
	chosen: ChosenHost,
): (view: YuvView, target: Picture) => void {
	const { width, height } = source;
	const window = { left: 0, top: 0, width, height };
	const channels = [...format].map((channel) => PLANES.indexOf(channel));
	const numbers = channels.map(() => 0);
	const target = new TensorTarget(
		{ dtype: "uint8", layout: "nhwc", channels, scales: numbers, shifts: numbers, levels: [] },
		width,
		height,
	);
	const place = { tensorWidth: width, tensorHeight: height, left: 0, top: 0, width, height };
	const spec = { source, width, height, filter: "nearest", window } as const;
	const convert = kernelFrame(spec, place, target, [], chosen, "update");
	const dense = width * PICTURE_CHANNELS[format];
	return (view, { data, stride }) => convert?.run(view, data, stride ?? dense);
}
