import { checkInteger, checkWord, unexpected } from "../arguments.ts";
import { RUNS_ON_OPTIONS, type RunsOn } from "../kernels/runs-on.ts";
import { PICTURE_CHANNELS, type PictureFormat } from "../picture/picture.ts";
import type { WarpMatrix } from "./source-matrix.ts";
import { WARP_FILTERS, type WarpBorder, type WarpFilter, type WarpSpec } from "./warp-spec.ts";

/** How pixels outside the picture look to a warp, and how pixels are blended. */
export interface WarpSampling extends RunsOn {
	/** Default: `"opencv4-bilinear"`. */
	readonly filter?: WarpFilter;
	/** Default: `"constant"`. */
	readonly border?: WarpBorder;
	/** Grey level of the constant border, 0 to 255: one, or one a channel in the picture's order. Default: 0. */
	readonly value?: number | readonly number[];
}

/** What a warp is planned for, but its source. */
export interface WarpSize extends WarpSampling {
	/** Size of the target in pixels. */
	readonly width: number;
	readonly height: number;
	/** `matrix` maps pixels of the target to pixels of the picture. Default: false, from the picture to the target. */
	readonly inverse?: boolean;
}

/** A picture and where its pixels go, in pixels of picture and target, whose centres are at whole numbers. */
export interface WarpOptions extends WarpSize {
	readonly matrix: WarpMatrix;
}

/** Names of all {@link WarpSampling} options. */
export const WARP_SAMPLING_OPTIONS: readonly string[] = ["filter", "border", "value", ...RUNS_ON_OPTIONS];

/** Checks them for pictures of `format`. Throws INVALID_ARGUMENT. */
export function warpSampling(
	options: WarpSampling,
	format: PictureFormat,
): Pick<WarpSpec, "filter" | "border" | "levels"> {
	const { filter = "opencv4-bilinear", border = "constant", value = 0 } = options;
	checkWord("filter", filter, WARP_FILTERS);
	checkWord("border", border, ["constant", "replicate"]);
	const channels = PICTURE_CHANNELS[format];
	const levels = typeof value === "number" ? new Array<number>(channels).fill(value) : value;
	if (!Array.isArray(levels) || levels.length !== channels || !levels.every(isLevel))
		throw unexpected(`one integer from 0 to 255 or ${channels} for \`value\``, value);
	return { filter, border, levels };
}

/** Throws INVALID_ARGUMENT unless both sides are sizes and `inverse` is a boolean. */
export function checkWarpSize({ width, height, inverse = false }: WarpSize): void {
	checkInteger("width", width, 1);
	checkInteger("height", height, 1);
	checkWord("inverse", inverse as unknown as string, [true, false] as unknown as string[]);
}

function isLevel(value: unknown): boolean {
	return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 255;
}
