import { PlanBlock } from "../kernels/plan-block.ts";
import type { WarpSpec } from "./warp-spec.ts";

/** As `Dtype` of the kernel. */
const dtypes: Readonly<Partial<Record<WarpSpec["format"]["dtype"], number>>> = { float32: 0, uint8: 1 };

/** Whether the kernel makes elements of this format. */
export function warpHas({ dtype, numbers = "as-they-are" }: WarpSpec["format"]): boolean {
	return dtype === "float32" || (dtype === "uint8" && numbers === "as-they-are");
}

/** The longest block of `Coordinates`, and bytes behind each plane of it that the kernel may write beyond its end. */
const BLOCK = 1024;
const SLACK = 64;

/** The plan of the kernel `warp_picture`, and the memory that it needs. */
export function warpBlock(spec: WarpSpec): { readonly block: Uint8Array; readonly scratchBytes: number } {
	const { format } = spec;
	const { channels } = format;
	const planes = Math.max(...channels) + 1;
	const four = <T>(values: readonly T[], fill: T): T[] => Array.from({ length: 4 }, (_, c) => values[c] ?? fill);
	const block = new PlanBlock()
		.int(spec.filter === "opencv4-nearest" ? 1 : 0, spec.geometry === "affine" ? 1 : 0)
		.int(spec.border === "replicate" ? 1 : 0, dtypes[format.dtype] as number, channels.length, planes)
		.int(format.layout === "nchw" ? 1 : channels.length, spec.rows === undefined ? 1 : 0)
		.int(...four(channels, 0), ...four(spec.levels, 0))
		.float(...four(format.scales, 1), ...four(format.shifts, 0));
	if (format.dtype === "float32") block.float(...four(spec.around, 0));
	else block.int(...four(spec.around, 0));
	block.table(weights((a) => [(32 - a) | (a << 8)])).table(weights((a) => [32 - a, a]));
	// Two coordinates a pixel, its planes, and a row of pixels.
	return { block: block.bytes(), scratchBytes: (2 * 4 + planes + 3) * (BLOCK + SLACK) };
}

/** For each of the 32 fractions a vector of 8 int16. */
function weights(of: (fraction: number) => readonly number[]): Int16Array {
	return Int16Array.from({ length: 32 * 8 }, (_, i) => {
		const values = of(i >> 3);
		return values[i % values.length] as number;
	});
}
