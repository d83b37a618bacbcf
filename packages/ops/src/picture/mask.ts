import type { Picture } from "./picture.ts";

/** Which pixels of a part of a picture belong to something: 255 inside, 0 outside. It may be empty, 0 pixels wide or high. */
export interface Mask extends Picture {
	readonly format: "gray";
	/** Where its left upper pixel lies in the picture. */
	readonly left: number;
	readonly top: number;
}
