import { expect, test } from "vitest";
import { efficientnetLite0 } from "./architecture.ts";

const layers = efficientnetLite0().flatMap((block) => block.layers);

test("has 16 blocks between stem and head, nine of them with a residual", () => {
	const blocks = efficientnetLite0();
	expect(blocks).toHaveLength(18);
	expect(blocks.filter(({ residual }) => residual)).toHaveLength(9);
	expect(layers).toHaveLength(1 + 2 + 15 * 3 + 1);
});

test("hands each layer as many channels as the one before it makes", () => {
	for (const [i, layer] of layers.entries()) if (i > 0) expect(layer.inputChannels).toBe(layers[i - 1]?.channels);
	expect(layers.at(-1)?.channels).toBe(1280);
});

test("shrinks the picture by 32", () => {
	expect(layers.reduce((scale, { stride }) => scale * stride, 1)).toBe(32);
});
