import { type DeviceTensor, formatType, shapeFits } from "@polyinfer/core";
import { checkKeys, checkWord, mismatch } from "../arguments.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { dispatch } from "../webgpu/dispatch.ts";
import floatBits from "../webgpu/float-bits.wgsl";
import type { Gpu } from "../webgpu/gpu.ts";
import { allocateGpuTensor, gpuBuffer } from "../webgpu/gpu-tensor.ts";
import { workgroups } from "../webgpu/workgroups.ts";
import { type ArgmaxPlanOptions, checkArgmax } from "./check-argmax.ts";
import kernel from "./kernel.wgsl";

/** Options of {@link planArgmax} on the GPU: those of the CPU's plan, and the element type of the scores. */
export interface GpuArgmaxOptions extends Omit<ArgmaxPlanOptions, keyof RunsOn> {
	/** Default: `"float32"`. */
	readonly scores?: "float32" | "float16";
}

/** A prepared `argmax` on the GPU. */
export interface GpuArgmaxPlan {
	/**
	 * Submits the work, one dispatch; gives `output`, or a new class map, `[height, width]`, which whoever has it disposes.
	 * Throws INVALID_ARGUMENT, DEVICE_LOST, DISPOSED.
	 */
	run(scores: DeviceTensor, output?: DeviceTensor): DeviceTensor;
	/** The same into commands of the caller's, who submits them. */
	encode(commands: GPUCommandEncoder, scores: DeviceTensor, output: DeviceTensor): void;
	/** Frees what the plan has on the GPU. Idempotent. */
	dispose(): void;
}

/** `argmax` of the CPU on the GPU: the same classes. Throws INVALID_ARGUMENT. */
export function planArgmax(gpu: Gpu, options: GpuArgmaxOptions): GpuArgmaxPlan {
	checkKeys("argmax", options, ["shape", "layout", "dtype", "scores"]);
	const { scores: given = "float32", ...rest } = options;
	checkWord("scores", given, ["float32", "float16"]);
	const { shape, dtype, planar, classes, width, height } = checkArgmax(rest);
	const pixels = width * height;
	const steps = planar ? [pixels, 1] : [1, classes];
	const plan = gpu.table("plan of argmax", Int32Array.of(pixels, classes, ...steps));
	const isBytes = dtype === "uint8";
	const constants = { IS_HALF: given === "float16" ? 1 : 0, IS_BYTES: isBytes ? 1 : 0 };
	const pipeline = gpu.pipeline("argmax", [floatBits, kernel], "find_classes", constants);
	const encode: GpuArgmaxPlan["encode"] = (commands, scores, output) => {
		gpu.check();
		const from = fitting(gpu, "as scores", scores, given, shape);
		const to = fitting(gpu, "as output", output, dtype, [height, width]);
		const groups = workgroups(Math.ceil(pixels / (isBytes ? 4 : 1)), 64);
		dispatch(gpu.device, commands, pipeline, { 0: plan, 1: from, 2: to }, groups);
	};
	return {
		run(scores, output) {
			gpu.check();
			fitting(gpu, "as scores", scores, given, shape);
			const map = output ?? allocateGpuTensor(gpu, dtype, [height, width]);
			const commands = gpu.device.createCommandEncoder();
			encode(commands, scores, map);
			gpu.device.queue.submit([commands.finish()]);
			return map;
		},
		encode,
		dispose: () => plan.destroy(),
	};
}

function fitting(gpu: Gpu, what: string, tensor: DeviceTensor, dtype: string, shape: readonly number[]): GPUBuffer {
	const buffer = gpuBuffer(gpu, what, tensor);
	if (tensor.dtype !== dtype || !shapeFits(tensor.shape, shape))
		throw mismatch(`${dtype} [${shape}] ${what}`, formatType(tensor.dtype, tensor.shape));
	return buffer;
}
