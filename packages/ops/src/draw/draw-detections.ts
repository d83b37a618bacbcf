import { checkInteger, checkKeys, unexpected } from "../arguments.ts";
import type { Detection } from "../detection/detection.ts";
import type { Box } from "../picture/box.ts";
import type { PictureLike } from "../picture/picture.ts";
import { viewPixels } from "../picture/pixel-view.ts";
import { type ColorLike, parseColor } from "./color.ts";
import { drawText, textScale, textSize } from "./draw-text.ts";
import { drawCircle, drawRectangle } from "./index.ts";

/** What is drawn of a detection; keypoints and score may be missing. */
export type Drawn = Pick<Detection, "box" | "class"> & Partial<Pick<Detection, "score" | "keypoints">>;

/** Options of {@link drawDetections}. */
export interface DrawDetectionsOptions {
	/** Names of the classes; a class without one is its number. No labels at all where it is `false`. */
	readonly labels?: readonly string[] | false;
	/** Colours of the classes, again from the first where they are too few. */
	readonly colors?: readonly ColorLike[];
	/** Of frames, in pixels. Default: a 320th of the shorter side, at least 2. */
	readonly thickness?: number;
	/** Size of a pixel of the font. Default: {@link textScale} of the picture. */
	readonly scale?: number;
}

const palette: readonly ColorLike[] = [
	"#ff5a36",
	"#2f9bff",
	"#ffd21f",
	"#31c46b",
	"#b45cff",
	"#ff5fa8",
	"#18c9c2",
	"#9aa63a",
	"#ff9a3c",
	"#7c86ff",
];

/**
 * Draws frames, keypoints and labels of detections into a picture, the first one on top: for a label its class, and its score
 * in percent, above the box or where there is room. What lies outside the picture is cut off. Throws INVALID_ARGUMENT before
 * anything is drawn.
 */
export function drawDetections(
	picture: PictureLike,
	detections: readonly Drawn[],
	options: DrawDetectionsOptions = {},
): void {
	const view = viewPixels(picture);
	checkKeys("drawDetections", options, ["labels", "colors", "thickness", "scale"]);
	const shorter = Math.min(view.width, view.height);
	const { labels = [], colors = palette, scale = textScale(view) } = options;
	const { thickness = Math.max(2, Math.round(shorter / 320)) } = options;
	checkInteger("thickness", thickness, 1, 1024);
	checkInteger("scale", scale, 1, 1024);
	if (!Array.isArray(colors) || colors.length === 0) throw unexpected("at least one of `colors`", colors);
	for (const color of colors) parseColor(color);
	if (labels !== false && !(Array.isArray(labels) && labels.every((label) => typeof label === "string")))
		throw unexpected("names of classes or false for `labels`", labels);
	for (const detection of detections) checkDetection(detection);
	for (const detection of [...detections].reverse()) {
		const color = colors[detection.class % colors.length] as ColorLike;
		drawRectangle(picture, detection.box, { color, thickness });
		for (const point of detection.keypoints ?? []) drawCircle(picture, point, 1.5 * thickness, { color });
		if (labels === false) continue;
		const text = labelOf(detection, labels);
		const size = textSize(text, scale);
		const left = limited(Math.round(detection.box[0]) - Math.floor(thickness / 2), view.width - size.width);
		const above = Math.round(detection.box[1]) - Math.floor(thickness / 2) - size.height;
		drawText(picture, text, [left, limited(above, view.height - size.height)], { background: color, scale });
	}
}

function checkDetection({ box, class: index, score, keypoints }: Drawn): void {
	checkBoxNumbers(box);
	checkInteger("class", index, 0);
	if (score !== undefined && typeof score !== "number") throw unexpected("a number for `score`", score);
	for (const point of keypoints ?? [])
		if (point.length !== 2 || !point.every(Number.isFinite)) throw unexpected("a keypoint [x, y]", point);
}

function checkBoxNumbers(box: Box): void {
	if (!Array.isArray(box) || box.length !== 4 || !box.every(Number.isFinite))
		throw unexpected("a box [left, top, right, bottom]", box);
}

function labelOf({ class: index, score }: Drawn, labels: readonly string[]): string {
	const name = labels[index] ?? `${index}`;
	return score === undefined ? name : `${name} ${Math.round(score * 100)}%`;
}

/** At least 0 and, if that is possible, at most `max`. */
function limited(value: number, max: number): number {
	return Math.max(0, Math.min(value, max));
}
