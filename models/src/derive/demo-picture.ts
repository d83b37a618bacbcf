import { join } from "node:path";
import type { Derivation } from "./derivation.ts";

/** Size of the demo's picture in pixels: the shorter side is what EfficientNet-lite0's centre crop starts from. */
export const DEMO_PICTURE_SIZE: { readonly width: number; readonly height: number } = { width: 384, height: 256 };

/** coffee.png as raw RGB: rows from the top, 3 bytes a pixel, no header. */
export const demoPicture: Derivation = {
	recipe: 1,
	make: async (folder) => {
		const { resize } = await import("@polyinfer/ops");
		const { readPicture } = await import("@polyinfer/ops/sharp");
		const picture = await readPicture(join(folder, "coffee.png"));
		return resize(picture, { ...DEMO_PICTURE_SIZE, filter: "pillow-bicubic" }).data;
	},
};
