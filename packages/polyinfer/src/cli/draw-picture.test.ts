import { expect, test } from "vitest";
import { drawPicture } from "./draw-picture.ts";

test("a character shows the pixel above and the pixel below, averaged", () => {
	const data = Uint8Array.of(0, 0, 0, 100, 0, 0, 200, 0, 0, 0, 0, 0, 50, 0, 0, 250, 0, 0, 9, 9, 9, 9, 9, 9);
	const lines = drawPicture({ data, width: 4, height: 2 }, 2, 24);
	expect(lines).toEqual(["\x1b[38;2;50;0;0;48;2;150;0;0m\u2580\x1b[38;2;100;0;0;48;2;9;9;9m\u2580\x1b[0m"]);
});

test("with 256 colours the palette is used", () => {
	const data = new Uint8Array(2 * 2 * 3).fill(255);
	expect(drawPicture({ data, width: 2, height: 2 }, 1, 8)).toEqual(["\x1b[38;5;231;48;5;231m\u2580\x1b[0m"]);
});
