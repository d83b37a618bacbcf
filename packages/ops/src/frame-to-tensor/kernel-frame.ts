import type { TensorData } from "@polyinfer/core";
import { yuvCoefficients } from "../convert-color/yuv-coefficients.ts";
import type { ChosenHost } from "../kernels/implementation.ts";
import { PlanBlock } from "../kernels/plan-block.ts";
import { chromaPlanes, type PlaneView, type YuvView } from "../picture/yuv-view.ts";
import { type KernelTables, kernelColumns, planeStep } from "../resample/kernel-columns.ts";
import type { ResampleSpec } from "../resample/resampler.ts";
import type { Conversion } from "../to-tensor/conversion.ts";
import type { Place } from "../to-tensor/picture-tensor-block.ts";
import type { TensorTarget } from "../to-tensor/tensor-target.ts";
import { type FrameSpec, type PlaneSpecs, planeSpecs } from "./frame-spec.ts";

/** As `Dtype` of the kernel. */
const dtypes: Readonly<Record<TensorTarget["format"]["dtype"], number>> = { float32: 0, uint8: 1, float16: 2, int8: 3 };

/** As `Numbers` of the kernel. */
const ways: Readonly<Record<NonNullable<TensorTarget["format"]["numbers"]>, number>> = {
	"as-they-are": 0,
	"by-scale": 1,
	"by-table": 2,
};

/** The last `KernelTables.kind` that the kernel has. */
const LAST_FILTER = 2;

/** A {@link Conversion} whose target may have rows further apart, `rowStep` elements, if it was planned with `"update"`. */
export interface FrameConversion extends Conversion<YuvView> {
	run(view: YuvView, data: TensorData, rowStep?: number): void;
}

/** {@link Conversion} by the kernel `frame_to_tensor`; `undefined` where there is no host or it has no such filter. */
export function kernelFrame(
	spec: FrameSpec,
	place: Place,
	target: TensorTarget,
	around: readonly number[],
	chosen: ChosenHost | undefined,
	access: "write" | "update" = "write",
): FrameConversion | undefined {
	const specs = planeSpecs(spec);
	const made = chosen && frameBlock(spec, specs, place, target, around);
	if (made === undefined) return undefined;
	const { host, threads } = chosen as ChosenHost;
	const { luma, chroma } = specs;
	const chromaBytes = chroma.sourceWidth * chroma.sourceHeight;
	const arrays = [
		{ bytes: luma.sourceWidth * luma.sourceHeight, access: "read" },
		{ bytes: chromaBytes, access: "read" },
		{ bytes: chromaBytes, access: "read" },
		{ bytes: target.bytes, access },
	] as const;
	const plan = host.plan({ kernel: "frame_to_tensor", ...made, arrays, rows: target.height }, threads);
	const call = Int32Array.of(0, 0, 0, 0, 0, 0, 0, target.rowStep, target.channelStep);
	const point = (view: YuvView, data: TensorData, rowStep: number): readonly ArrayBufferView[] => {
		const y = view.planes[0] as PlaneView;
		const { u, v, step } = chromaPlanes(view);
		call[0] = y.offset;
		call[1] = y.stride;
		call[2] = u.offset;
		call[3] = u.stride;
		call[4] = v.offset;
		call[5] = v.stride;
		call[6] = step;
		call[7] = rowStep;
		return [y.data, u.data, v.data, data as Uint8Array];
	};
	return {
		implementation: host.name,
		run: (view, data, rowStep = target.rowStep) => void plan.run(call, point(view, data, rowStep)),
		runAsync: async (view, data) => void (await plan.runAsync(call, point(view, data, target.rowStep))),
	};
}

function frameBlock(
	{ source }: FrameSpec,
	specs: PlaneSpecs,
	place: Place,
	{ format }: TensorTarget,
	around: readonly number[],
): { readonly block: Uint8Array; readonly scratchBytes: number } | undefined {
	const { luma, chroma } = specs;
	const [lumaTables, chromaTables] = [kernelColumns(luma), kernelColumns(chroma)];
	if (lumaTables === undefined || chromaTables === undefined) return undefined;
	if (lumaTables.kind > LAST_FILTER || chromaTables.kind > LAST_FILTER) return undefined;
	const { channels, dtype, numbers: how = "as-they-are" } = format;
	const four = <T>(values: readonly T[], fill: T): T[] => Array.from({ length: 4 }, (_, c) => values[c] ?? fill);
	const step = planeStep(place.width);
	const isWide = dtype === "float32" || dtype === "float16";
	const isDirect = isWide && format.layout === "nchw" && new Set(channels).size === 3;
	const numbers = yuvCoefficients(source.matrix, source.range);
	const block = new PlanBlock()
		.int(dtypes[dtype], ways[how], isDirect ? 1 : 0, channels.length)
		.int(place.tensorWidth, place.left, place.top, place.width, place.height)
		.int(format.layout === "nchw" ? 1 : channels.length, step, specs.phaseX, specs.phaseY)
		.int(numbers.black, numbers.luma, numbers.redOfV, numbers.greenOfV, numbers.greenOfU, numbers.blueOfU)
		.int(...four(channels, 0))
		.float(...four(format.scales, 1), ...four(format.shifts, 0));
	if (dtype === "float32") block.float(...four(around, 0));
	else block.int(...four(around, 0));
	block.table(how === "by-table" ? levelTable(format.levels) : undefined);
	addPlane(block, luma, lumaTables);
	addPlane(block, chroma, chromaTables);
	// Four channels and Y, U, V of a row, with one to spare; two rows of 16 bits of each of Y, U, V; three rows of 32 bits.
	return { block: block.bytes(), scratchBytes: (4 + 4 + 12 + 12) * step };
}

/** The tables of all channels, of 8-bit elements, one behind the other. */
function levelTable(levels: TensorTarget["format"]["levels"]): Uint8Array {
	return Uint8Array.from(levels.flatMap((values) => [...values]));
}

/** `PlaneWord` of the kernel. */
function addPlane(block: PlanBlock, spec: ResampleSpec, tables: KernelTables): void {
	block
		.int(tables.kind, spec.sourceWidth, spec.sourceHeight, tables.columns.length)
		.int(spec.sourceWidth > 1 ? 1 : 0, tables.keeps ? 1 : 0, tables.safe, isThird(tables) ? 3 : 0)
		.table(tables.columns)
		.table(tables.rows)
		.table(tables.columnWeights)
		.table(tables.nextRows)
		.table(tables.rowWeights);
}

/** Whether every third sample is copied: what `"opencv-bilinear"` does to 1920 of 640. */
function isThird({ columns }: KernelTables): boolean {
	return columns.every((column, x) => column === (columns[0] as number) + 3 * x);
}
