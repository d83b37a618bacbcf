import { PlanBlock } from "../kernels/plan-block.ts";
import { areaTables } from "../resample/area-tables.ts";
import { averagingTables } from "../resample/averaging-tables.ts";
import { type KernelTables, kernelColumns, planeStep } from "../resample/kernel-columns.ts";
import type { ResampleSpec } from "../resample/resampler.ts";
import { wholeTables } from "../resample/whole-tables.ts";
import type { TensorFormat } from "./tensor-options.ts";

/** Where a resampled picture lies in a target of pixels, in pixels of the target. */
export interface Place {
	readonly tensorWidth: number;
	readonly tensorHeight: number;
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly height: number;
}

/** As `Dtype` of the kernel. */
const dtypes: Readonly<Record<TensorFormat["dtype"], number>> = { float32: 0, uint8: 1, float16: 2, int8: 3 };

/** As `Numbers` of the kernel. */
const numbers: Readonly<Record<NonNullable<TensorFormat["numbers"]>, number>> = {
	"as-they-are": 0,
	"by-scale": 1,
	"by-table": 2,
};

/** The plan of the kernel `picture_to_tensor`, and the memory that it needs. `undefined`: it has no such filter. */
export function pictureTensorBlock(
	spec: ResampleSpec,
	place: Place,
	format: TensorFormat,
	around: readonly number[],
): { readonly block: Uint8Array; readonly scratchBytes: number } | undefined {
	const filter: (KernelTables & { readonly words?: readonly number[] }) | undefined =
		kernelColumns(spec) ?? wholeTables(spec) ?? areaTables(spec) ?? averagingTables(spec);
	if (filter === undefined) return undefined;
	const { channels } = format;
	const planes = Math.max(...channels) + 1;
	const step = planeStep(place.width);
	const four = <T>(values: readonly T[], fill: T): T[] => Array.from({ length: 4 }, (_, c) => values[c] ?? fill);
	const wide = format.dtype === "float32" || format.dtype === "float16";
	const how = format.numbers ?? (wide ? "by-scale" : "as-they-are");
	const isDirect = wide && format.layout === "nchw" && planes === 3 && new Set(channels).size === 3;
	const isWhole =
		isDirect &&
		place.width === spec.sourceWidth &&
		place.height === spec.sourceHeight &&
		spec.width === spec.sourceWidth &&
		spec.height === spec.sourceHeight &&
		place.tensorWidth === place.width &&
		place.tensorHeight === place.height;
	const block = new PlanBlock()
		.int(filter.kind, dtypes[format.dtype], numbers[how], isDirect && filter.isDirect ? 1 : 0)
		.int(isWhole && filter.kind === 0 ? 1 : 0)
		.int(channels.length, planes, spec.sourceWidth, spec.sourceHeight)
		.int(place.tensorWidth, place.left, place.top, place.width, place.height)
		.int(format.layout === "nchw" ? 1 : channels.length, step)
		.int(...four(channels, 0))
		.float(...four(format.scales, 1), ...four(format.shifts, 0));
	if (format.dtype === "float32") block.float(...four(around, 0));
	else block.int(...four(around, 0));
	block
		.table(how === "by-table" ? concatenated(format.levels) : undefined)
		.table(filter.columns)
		.table(filter.rows)
		.int(filter.safe)
		.table(filter.columnWeights)
		.table(filter.nextRows)
		.table(filter.rowWeights)
		.int(spec.sourceWidth > 1 ? 1 : 0, filter.keeps ? 1 : 0, ...(filter.words ?? []));
	// Planes of a row, a row of pixels, and the filter's own.
	return { block: block.bytes(), scratchBytes: (planes + 4) * step + filter.scratchBytes };
}

function concatenated(levels: TensorFormat["levels"]): Uint8Array {
	const bytes = new Uint8Array(256 * levels.length);
	for (const [c, values] of levels.entries()) bytes.set(new Uint8Array(values.buffer, values.byteOffset, 256), 256 * c);
	return bytes;
}
