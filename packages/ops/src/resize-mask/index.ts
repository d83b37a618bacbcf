import { type DeviceTensor, formatType, shapeFits, Tensor, type TensorLike } from "@polyinfer/core";
import { allocate } from "../allocate.ts";
import type { ClassMap } from "../argmax/index.ts";
import { checkInteger, checkKeys, mismatch, unexpected } from "../arguments.ts";
import { LetterboxTransform } from "../letterbox/letterbox-transform.ts";
import type { OpPlan } from "../plan/op-plan.ts";
import { nearestPixels } from "../resample/nearest-resampler.ts";
import { cpuTensor } from "../to-tensor/cpu-tensor.ts";
import { writableTensor } from "../to-tensor/writable-tensor.ts";
import { resizeMaskReference } from "./reference.ts";

/** Options of {@link resizeMask}: either a size or a letterbox. */
export interface ResizeMaskOptions {
	/** Size in pixels. */
	readonly width?: number;
	readonly height?: number;
	/** Instead: the letterbox that the map lies over, in whatever resolution. The margins are cut off. */
	readonly transform?: LetterboxTransform;
}

/** Options of {@link planResizeMask}. */
export interface ResizeMaskPlanOptions extends ResizeMaskOptions {
	/** Shape of the map, `[height, width]`. */
	readonly shape: readonly number[];
}

/** A prepared {@link resizeMask}. */
export type ResizeMaskPlan = OpPlan<Tensor | TensorLike | DeviceTensor, ClassMap, Tensor | TensorLike>;

/** Prepares {@link resizeMask} for maps of one size. Throws INVALID_ARGUMENT. */
export function planResizeMask(options: ResizeMaskPlanOptions): ResizeMaskPlan {
	checkKeys("resizeMask", options, ["shape", "width", "height", "transform"]);
	const { shape } = options;
	if (!Array.isArray(shape) || shape.length !== 2) throw unexpected("a shape [height,width]", shape);
	const [mapHeight, mapWidth] = shape as [number, number];
	checkInteger("map's height", mapHeight, 1);
	checkInteger("map's width", mapWidth, 1);
	const { columns, rows } = cells(options, mapWidth, mapHeight);
	const size = [rows.length, columns.length];
	const count = rows.length * columns.length;
	if (count >= 2 ** 31) throw mismatch("fewer than 2^31 pixels", String(count));
	return {
		implementation: "reference",
		run(input, output) {
			const map = cpuTensor(input);
			if ((map.dtype !== "uint8" && map.dtype !== "int32") || !shapeFits(map.shape, shape))
				throw mismatch(`a map uint8 or int32 [${shape}] as planned`, formatType(map.dtype, map.shape));
			const isByte = map.dtype === "uint8";
			const target =
				output === undefined
					? new Tensor(
							map.dtype,
							allocate(() => (isByte ? new Uint8Array(count) : new Int32Array(count))),
							size,
						)
					: writableTensor(output, map.dtype, size);
			if (isByte) resizeMaskReference(map.data as Uint8Array, mapWidth, columns, rows, target.data as Uint8Array);
			else resizeMaskReference(map.data as Int32Array, mapWidth, columns, rows, target.data as Int32Array);
			return target as ClassMap;
		},
	};
}

/**
 * A class map or a map of labels, uint8 or int32 `[height, width]`, in another size: each pixel has the value of the cell
 * under its centre. With `transform` in the size of a letterbox's source picture, from the part of the map that it lies in.
 * Writes into `output` where one is given. Throws INVALID_ARGUMENT.
 */
export function resizeMask(
	map: Tensor | TensorLike | DeviceTensor,
	options: ResizeMaskOptions,
	output?: Tensor | TensorLike,
): ClassMap {
	return planResizeMask({ ...options, shape: cpuTensor(map).shape }).run(map, output);
}

function cells({ width, height, transform }: ResizeMaskOptions, mapWidth: number, mapHeight: number) {
	if (transform === undefined) {
		checkInteger("width", width as number, 1);
		checkInteger("height", height as number, 1);
		return {
			columns: nearestPixels(mapWidth, width as number, 0, width as number),
			rows: nearestPixels(mapHeight, height as number, 0, height as number),
		};
	}
	if (!(transform instanceof LetterboxTransform)) throw unexpected("the transform of a letterbox", transform);
	if (width !== undefined || height !== undefined) throw mismatch("either a size or `transform`", "both");
	const { sourceWidth, sourceHeight, scaleX, scaleY, left, top, tensorWidth, tensorHeight } = transform;
	return {
		columns: cellsUnder(sourceWidth, scaleX, left, mapWidth / tensorWidth, mapWidth),
		rows: cellsUnder(sourceHeight, scaleY, top, mapHeight / tensorHeight, mapHeight),
	};
}

/** The cell under the centre of each pixel of a letterbox's source. */
function cellsUnder(pixels: number, scale: number, margin: number, cellsPerPixel: number, count: number): Int32Array {
	return Int32Array.from({ length: pixels }, (_, x) => {
		const cell = Math.floor(((x + 0.5) * scale + margin) * cellsPerPixel);
		return Math.min(Math.max(cell, 0), count - 1);
	});
}
