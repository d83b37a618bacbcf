import { checkKeys, checkWord } from "../arguments.ts";
import type { Box } from "../picture/box.ts";
import { checkBox } from "../picture/check-box.ts";
import { checkPlanned, planSize } from "../picture/check-picture-size.ts";
import { PICTURE_CHANNELS, type Picture, type PictureLike, type PictureSize } from "../picture/picture.ts";
import { viewPixels } from "../picture/pixel-view.ts";
import { writablePicture } from "../picture/writable-picture.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { cropTurnedReference, type Turn } from "./reference.ts";

/** Options of {@link cropTurned}. */
export interface CropTurnedOptions {
	/** Integers, inside the picture. Default: the whole picture. */
	readonly box?: Box;
	/** Clockwise, in degrees. Default: 0. */
	readonly turn?: Turn;
}

/** Options of {@link planCropTurned}. */
export interface CropTurnedPlanOptions extends CropTurnedOptions {
	readonly source: PictureSize;
}

/** A prepared {@link cropTurned}. */
export type CropTurnedPlan = OpPlan<PictureLike, Picture>;

/** Prepares {@link cropTurned} for pictures of one size and format. Throws INVALID_ARGUMENT. */
export function planCropTurned(options: CropTurnedPlanOptions): CropTurnedPlan {
	checkKeys("cropTurned", options, ["source", "box", "turn"]);
	const { turn = 0 } = options;
	const source = planSize(options.source);
	const box = options.box ?? [0, 0, source.width, source.height];
	checkBox(box, source);
	checkWord("turn", turn, [0, 90, 180, 270]);
	const sides = [box[2] - box[0], box[3] - box[1]] as const;
	const [width, height] = turn === 90 || turn === 270 ? [sides[1], sides[0]] : sides;
	const { format } = source;
	const channels = PICTURE_CHANNELS[format];
	return {
		run(input, output) {
			const view = viewPixels(input);
			checkPlanned(source, view);
			const target = writablePicture(output, { width, height, format });
			cropTurnedReference(view, box, turn, channels, target.data, target.stride);
			return target;
		},
	};
}

/**
 * A box of a picture, turned upright by quarter turns, as a new picture or into `output`, which must not share memory
 * with the input. Throws INVALID_ARGUMENT. `crop` is the one that copies nothing.
 */
export function cropTurned(picture: PictureLike, options: CropTurnedOptions = {}, output?: Picture): Picture {
	const { width, height, format } = viewPixels(picture);
	return planCropTurned({ ...options, source: { width, height, format } }).run(picture, output);
}
