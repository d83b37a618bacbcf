import { InferenceError } from "@polyinfer/core";
import { layerWeights, type WeightBlock } from "./layer-weights.ts";
import type { NcnnLayer } from "./read-param.ts";

const TAG_BYTES = 4;
/** Bytes an element by tag; float32 under two tags. */
const ELEMENT_BYTES: Readonly<Record<number, number>> = { 0: 4, 180310: 4, 19950407: 2, 20220803: 2, 871224: 1 };
const TABLE_BYTES = 1024;

/**
 * Walks through a .bin file as its layers read it. Throws INVALID_MODEL where a block is of no size or reaches beyond the
 * file, and where bytes are left over. Ends early at a layer whose weights are not known.
 */
export function checkWeights(layers: readonly NcnnLayer[], bytes: Uint8Array): void {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	let offset = 0;
	for (const layer of layers) {
		const blocks = layerWeights(layer);
		if (blocks === undefined) return;
		for (const block of blocks) {
			const end = offset + blockBytes(block, view, offset);
			if (!Number.isSafeInteger(block.count) || block.count < 1)
				throw broken(`layer \`${layer.name}\` (${layer.type}) has ${block.count} weights`);
			if (end > bytes.length)
				throw broken(
					`layer \`${layer.name}\` (${layer.type}) reads to byte ${end} but the .bin file has ${bytes.length}`,
				);
			offset = end;
		}
	}
	if (offset !== bytes.length) throw broken(`the layers read ${offset} bytes but the .bin file has ${bytes.length}`);
}

function blockBytes({ count, isTagged }: WeightBlock, view: DataView, offset: number): number {
	if (!isTagged) return count * 4;
	if (offset + TAG_BYTES > view.byteLength) return TAG_BYTES;
	const tag = view.getUint32(offset, true);
	const element = ELEMENT_BYTES[tag];
	if (element !== undefined) return TAG_BYTES + padded(count * element);
	// Any other tag: a table of 256 numbers, then an index of a byte for each element.
	return TAG_BYTES + TABLE_BYTES + padded(count);
}

function padded(bytes: number): number {
	return Math.ceil(bytes / 4) * 4;
}

function broken(why: string): InferenceError {
	return new InferenceError("INVALID_MODEL", `The net is broken: ${why}.`, { backend: "ncnn" });
}
