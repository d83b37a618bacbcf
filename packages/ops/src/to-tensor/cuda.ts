import type { DeviceTensor } from "@polyinfer/core";
import { checkWord, mismatch } from "../arguments.ts";
import { blocks } from "../cuda/blocks.ts";
import { checkOutput, slotBytes } from "../cuda/check-output.ts";
import type { CudaArgument, CudaKernel, CudaMemory } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import {
	type CudaPicture,
	type PictureBytes,
	pictureBytes,
	type RowRange,
	uploadPicture,
} from "../cuda/cuda-picture.ts";
import { intoCudaTensor } from "../cuda/cuda-tensor.ts";
import { planAnySize } from "../picture/any-picture-size.ts";
import { isYuv } from "../picture/yuv-picture.ts";
import { RESIZE_FILTERS } from "../resample/resize-filter.ts";
import { pictureKernel } from "./picture-kernel.ts";
import { pictureTensorWords } from "./picture-tensor-words.ts";
import type { Placement } from "./plan-picture-tensor.ts";
import type { PictureDType, TensorFormat } from "./tensor-options.ts";
import { type BatchSlot, TensorTarget } from "./tensor-target.ts";

/** A picture resized and written into a tensor on an NVIDIA GPU, in one launch. */
export interface CudaPictureTensorPlan {
	/**
	 * Queues the picture's upload and the launch; gives `output`, or a new tensor, which whoever has it disposes. The picture
	 * may be changed on return. With `slot`, `output` is a batch, and one picture of it is written. Throws INVALID_ARGUMENT,
	 * OUT_OF_MEMORY, DEVICE_LOST, DISPOSED.
	 */
	run(picture: CudaPicture, output?: DeviceTensor, into?: BatchSlot): DeviceTensor;
	/** What `runCudaBatch` takes of the plan. */
	readonly prepared: PreparedPictureTensor;
	/** Gives back what the plan has on the device. Idempotent. */
	dispose(): void;
}

/** A plan's kernels and tables, on the device. */
export interface PreparedPictureTensor {
	readonly ops: CudaOps;
	readonly source: ReturnType<typeof planAnySize>;
	/** Rows that are read, of each plane. */
	readonly rows: readonly RowRange[];
	readonly dtype: PictureDType;
	/** Of one picture. */
	readonly shape: readonly number[];
	/** Threads of a launch. */
	readonly threads: number;
	readonly words: CudaMemory;
	readonly kernel: CudaKernel;
}

/** Threads of a block: `__launch_bounds__` of the kernels. */
export const THREADS = 256;

/** A null pointer. */
export const NOTHING: CudaArgument = { uint64: 0 };

/** Positions in a tensor are counted in 32 bits. */
const MOST_PIXELS = 2 ** 29;

/**
 * What `planLetterbox` and its like have in common, on an NVIDIA GPU. The same bits as the reference. Rejects with
 * INVALID_ARGUMENT, UNAVAILABLE where kernels cannot be compiled, OUT_OF_MEMORY, DISPOSED.
 */
export async function planCudaPictureTensor(
	ops: CudaOps,
	placement: Placement,
	format: TensorFormat,
): Promise<CudaPictureTensorPlan> {
	ops.check();
	const { filter, width, height, left = 0, top = 0 } = placement;
	const source = planAnySize(placement.source);
	checkWord("filter", filter, RESIZE_FILTERS);
	const window = placement.window ?? { left: 0, top: 0, width, height };
	const { tensorWidth = window.width, tensorHeight = window.height } = placement;
	const pixels = tensorWidth * tensorHeight;
	if (pixels > MOST_PIXELS) throw mismatch(`a tensor of at most ${MOST_PIXELS} pixels`, `${pixels}`);
	const target = new TensorTarget(format, tensorWidth, tensorHeight);
	const around = placement.around ?? format.channels.map(() => format.zero ?? 0);
	const made = pictureTensorWords({ source, filter, width, height, left, top }, window, target, around);
	const channels = format.channels.length;
	const { text, name, threads } = pictureKernel(isYuv(source), made, channels);
	const [kernel] = await ops.kernels(text, [name] as const);
	const { dtype } = format;
	const words = ops.table(made.words);
	const { shape } = target;
	const { rows } = made;
	const prepared = { ops, source, rows, dtype, shape, threads: threads(pixels), words, kernel };
	return {
		run(picture, output, into) {
			ops.check();
			const bytes = pictureBytes(ops, source, rows, picture);
			if (output === undefined && into?.slot !== undefined) throw mismatch("a batch as output with `slot`", "none");
			if (output !== undefined) checkOutput(ops, output, dtype, shape, into?.slot);
			return intoCudaTensor(ops, dtype, shape, output, (tensor) => {
				const memory = bytes.memory ?? ops.uploadRoom(bytes.bytes);
				uploadPicture(ops, memory, bytes, 0);
				launchPicture(prepared, memory, bytes, tensor, into?.slot ?? 0);
			});
		},
		prepared,
		dispose: () => words.dispose(),
	};
}

/** Queues the launch for one picture, which begins where `memory` does. */
export function launchPicture(
	{ ops, words, kernel, threads }: PreparedPictureTensor,
	memory: CudaMemory,
	{ planes, rowSteps, pixelStep, channelStep }: PictureBytes,
	tensor: DeviceTensor,
	slot: number,
): void {
	const place = { memory: tensor.handle as CudaMemory, offsetBytes: slot * slotBytes(tensor) };
	const args: CudaArgument[] = [NOTHING, { int32: 0 }, place, words];
	for (const [i, plane] of planes.entries())
		args.push({ memory, offsetBytes: plane }, { int32: rowSteps[i] as number });
	args.push({ int32: pixelStep });
	if (planes.length === 1) args.push({ int32: channelStep });
	ops.stream.launch(kernel, blocks(threads, THREADS), args);
}
