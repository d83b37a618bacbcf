import type { Detection } from "../detection/detection.ts";
import type { Box } from "../picture/box.ts";

/** Where a picture lies inside its letterbox, and the way back. Coordinates are in pixels, 0 at a picture's left or top edge. */
export class LetterboxTransform {
	/** Letterbox pixels a source pixel. The two differ by the rounding of the resized picture's sides. */
	readonly scaleX: number;
	readonly scaleY: number;
	/** Width of the margin at the left, height of the one on top. */
	readonly left: number;
	readonly top: number;
	/** Size of the resized picture without its margins. */
	readonly width: number;
	readonly height: number;
	/** Size of the letterbox, margins included. */
	readonly tensorWidth: number;
	readonly tensorHeight: number;
	/** Size of the source picture. */
	readonly sourceWidth: number;
	readonly sourceHeight: number;

	constructor(
		source: { readonly width: number; readonly height: number },
		place: { readonly left: number; readonly top: number; readonly width: number; readonly height: number },
		tensor: { readonly width: number; readonly height: number },
	) {
		this.scaleX = place.width / source.width;
		this.scaleY = place.height / source.height;
		this.left = place.left;
		this.top = place.top;
		this.width = place.width;
		this.height = place.height;
		this.tensorWidth = tensor.width;
		this.tensorHeight = tensor.height;
		this.sourceWidth = source.width;
		this.sourceHeight = source.height;
	}

	/** A point of the letterbox as a point of the source picture. */
	toSource(x: number, y: number): readonly [x: number, y: number] {
		return [(x - this.left) / this.scaleX, (y - this.top) / this.scaleY];
	}

	/** A point of the source picture as a point of the letterbox. */
	fromSource(x: number, y: number): readonly [x: number, y: number] {
		return [x * this.scaleX + this.left, y * this.scaleY + this.top];
	}

	/** A box of the letterbox as a box of the source picture, cut at its edges. */
	boxToSource([left, top, right, bottom]: Box): Box {
		const [x0, y0] = this.toSource(left, top);
		const [x1, y1] = this.toSource(right, bottom);
		const clamp = (value: number, max: number): number => Math.min(Math.max(value, 0), max);
		const [width, height] = [this.sourceWidth, this.sourceHeight];
		return [clamp(x0, width), clamp(y0, height), clamp(x1, width), clamp(y1, height)];
	}

	/** Detections of the letterbox as detections of the source picture: boxes cut at its edges, keypoints wherever they are. */
	detectionsToSource<D extends Detection>(detections: readonly D[]): D[] {
		return detections.map((detection) => ({
			...detection,
			box: this.boxToSource(detection.box),
			keypoints: detection.keypoints.map(([x, y]) => this.toSource(x, y)),
		}));
	}
}
