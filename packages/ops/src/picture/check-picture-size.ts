import { checkInteger, checkWord, mismatch, unexpected } from "../arguments.ts";
import { PICTURE_CHANNELS, type PictureFormat, type PictureSize } from "./picture.ts";

const formats = Object.keys(PICTURE_CHANNELS) as PictureFormat[];

/** Throws INVALID_ARGUMENT unless both sizes are 1 and above and the format is known. */
export function checkPictureSize(size: PictureSize): void {
	if (typeof size !== "object" || size === null) throw unexpected("a picture's width, height and format", size);
	checkWord("format", size.format, formats);
	checkInteger("width", size.width, 1);
	checkInteger("height", size.height, 1);
}

/** A checked copy, so that a plan does not hold on to the picture that it was given as its size. */
export function planSize(size: PictureSize): PictureSize {
	checkPictureSize(size);
	return { width: size.width, height: size.height, format: size.format };
}

/** Throws INVALID_ARGUMENT where a picture is not of the size and format that a plan was made for. */
export function checkPlanned(planned: PictureSize, given: PictureSize): void {
	if (given.width !== planned.width || given.height !== planned.height || given.format !== planned.format)
		throw mismatch(`a picture of ${describe(planned)} as planned`, describe(given));
}

function describe({ width, height, format }: PictureSize): string {
	return `${width}x${height} ${format}`;
}
