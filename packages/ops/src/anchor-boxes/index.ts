import { Tensor } from "@polyinfer/core";
import { allocate } from "../allocate.ts";
import { checkInteger, checkKeys, unexpected } from "../arguments.ts";
import { type AnchorLayer, anchorBoxesReference } from "./reference.ts";

/** More anchors than any detector has. */
const MAX_ANCHORS = 2 ** 22;

/**
 * The anchors that a detector's outputs are relative to, float32 [anchors, 4] of centre x, centre y, width and height, as
 * parts of the picture's width and height. They depend on the model only: make them once. Throws INVALID_ARGUMENT.
 * Source: Liu et al., "SSD: Single Shot MultiBox Detector", 2016, section 2.2.
 */
export function anchorBoxes(layers: readonly AnchorLayer[]): Tensor<"float32"> {
	if (!Array.isArray(layers) || layers.length === 0) throw unexpected("an array of layers", layers);
	let count = 0;
	for (const layer of layers as readonly AnchorLayer[]) {
		checkKeys("anchorBoxes", layer, ["columns", "rows", "sizes"]);
		const { columns, rows, sizes } = layer;
		checkInteger("columns", columns, 1);
		checkInteger("rows", rows, 1);
		if (!Array.isArray(sizes) || sizes.length === 0 || !sizes.every(isSize))
			throw unexpected("[width, height] of one anchor and more, above 0, for `sizes`", sizes);
		count += columns * rows * sizes.length;
	}
	if (count > MAX_ANCHORS) throw unexpected(`at most ${MAX_ANCHORS} anchors`, count);
	const data = allocate(() => new Float32Array(count * 4));
	anchorBoxesReference(layers, data);
	return new Tensor("float32", data, [count, 4]);
}

function isSize(size: unknown): boolean {
	return Array.isArray(size) && size.length === 2 && size.every((side) => Number.isFinite(side) && side > 0);
}
