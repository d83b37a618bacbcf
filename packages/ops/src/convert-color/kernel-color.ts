import type { ChosenHost } from "../kernels/implementation.ts";
import { PlanBlock } from "../kernels/plan-block.ts";
import { PICTURE_CHANNELS, type Picture, type PictureSize } from "../picture/picture.ts";
import type { PixelView } from "../picture/pixel-view.ts";
import { channelMap, GRAY, OPAQUE } from "./channel-map.ts";

/** Pixels at a time, and planes of so many, as in the kernel. */
const CHUNK = 1024;
const PLANES = 6;

/** Pixels of `source` to `target`'s format by the kernel `convert_color`. */
export function kernelColor(
	source: PictureSize,
	format: Picture["format"],
	{ host, threads }: ChosenHost,
): (view: PixelView, target: Picture) => void {
	const { width, height } = source;
	const { map, grayOf } = channelMap(source.format, format);
	const channels = PICTURE_CHANNELS[format];
	const planes: Readonly<Record<number, number>> = { [GRAY]: 4, [OPAQUE]: 5 };
	const block = new PlanBlock()
		.int(width, height, PICTURE_CHANNELS[source.format], channels)
		.int(...Array.from({ length: 4 }, (_, c) => planes[map[c] as number] ?? map[c] ?? 0))
		.int(...(grayOf ?? [-1, -1, -1]));
	const plan = host.plan(
		{
			kernel: "convert_color",
			block: block.bytes(),
			arrays: [
				{ bytes: 1, access: "read" },
				{ bytes: width * height * channels, access: "update" },
			],
			rows: height,
			scratchBytes: PLANES * CHUNK,
		},
		threads,
	);
	const call = new Int32Array(5);
	return (view, target) => {
		call[0] = view.offset;
		call[1] = view.rowStep;
		call[2] = view.pixelStep;
		call[3] = view.channelStep;
		call[4] = target.stride;
		plan.run(call, [view.data, target.data]);
	};
}
