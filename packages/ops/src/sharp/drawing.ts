import { checkKeys, unexpected } from "../arguments.ts";
import type { Box } from "../picture/box.ts";

/** What is drawn onto a picture; coordinates in its pixels, fractions and places outside it allowed. */
export interface Drawing {
	readonly boxes?: readonly Box[];
	/** Text at each box, as many as `boxes`; an empty one is left out. */
	readonly labels?: readonly string[];
	/** Colour of each box, `"#rrggbb"`, as many as `boxes`. Default: one bright blue for all. */
	readonly colors?: readonly string[];
	/** Points, as [x, y]. */
	readonly keypoints?: readonly (readonly [x: number, y: number])[];
	/** Text in the lower left corner, one or several lines; the first is the largest. */
	readonly caption?: string | readonly string[];
}

/** Throws INVALID_ARGUMENT where a drawing's lists do not fit together or hold no numbers. */
export function checkDrawing(drawing: Drawing): void {
	checkKeys("a drawing", drawing, ["boxes", "labels", "colors", "keypoints", "caption"]);
	const { boxes = [], labels, colors, keypoints = [] } = drawing;
	for (const box of boxes)
		if (box.length !== 4 || !box.every(Number.isFinite)) throw unexpected("a box [left, top, right, bottom]", box);
	for (const point of keypoints)
		if (point.length !== 2 || !point.every(Number.isFinite)) throw unexpected("a keypoint [x, y]", point);
	if (labels !== undefined && labels.length !== boxes.length)
		throw unexpected(`${boxes.length} labels for as many boxes`, labels.length);
	if (colors !== undefined && colors.length !== boxes.length)
		throw unexpected(`${boxes.length} colors for as many boxes`, colors.length);
	for (const color of colors ?? []) if (!/^#[0-9a-f]{6}$/i.test(color)) throw unexpected('a color "#rrggbb"', color);
}
