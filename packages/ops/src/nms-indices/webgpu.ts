import { type DeviceTensor, formatType, InferenceError, shapeFits } from "@polyinfer/core";
import { checkInteger, mismatch, unexpected } from "../arguments.ts";
import type { RunsOn } from "../kernels/runs-on.ts";
import { BUFFER_USAGE } from "../webgpu/buffer-usage.ts";
import { dispatch } from "../webgpu/dispatch.ts";
import floatBits from "../webgpu/float-bits.wgsl";
import type { Gpu } from "../webgpu/gpu.ts";
import { gpuBuffer } from "../webgpu/gpu-tensor.ts";
import { type GpuRead, ReadBack } from "../webgpu/read-back.ts";
import { submitAndRead } from "../webgpu/submit-and-read.ts";
import { workgroups } from "../webgpu/workgroups.ts";
import candidates from "./boxes.wgsl";
import { checkNmsIndices, type NmsIndicesOptions } from "./check-nms-indices.ts";
import kernel from "./kernel.wgsl";
import { suppressionWords } from "./suppression-words.ts";

/** Options of {@link planNmsIndices} on the GPU: those of the CPU's plan, and how many boxes there are. */
export interface GpuNmsIndicesOptions extends Omit<NmsIndicesOptions, keyof RunsOn> {
	readonly count: number;
}

/** Boxes on the GPU. */
export interface GpuScoredBoxes {
	/** float32 [count, 4]: left, top, right, bottom. */
	readonly boxes: DeviceTensor;
	/** float32 [count]. */
	readonly scores: DeviceTensor;
	/** int32 [count]. Without them all are of one class. */
	readonly classes?: DeviceTensor;
}

/** A prepared `nmsIndices` on the GPU. */
export interface GpuNmsIndicesPlan {
	/** Two dispatches, one submit; reads the kept indices back. Rejects with INVALID_ARGUMENT, DEVICE_LOST, DISPOSED. */
	run(input: GpuScoredBoxes): Promise<Int32Array>;
	/** The same into commands of the caller's, who submits them and then calls `read`. */
	encode(commands: GPUCommandEncoder, input: GpuScoredBoxes): GpuRead<Int32Array>;
	/** Frees what the plan has on the GPU. Idempotent. */
	dispose(): void;
}

/** Bytes of a `Kept` of the kernel. */
const KEPT_BYTES = 32;

/**
 * `nmsIndices` of the CPU on the GPU: the same indices in the same order. Throws INVALID_ARGUMENT, and UNSUPPORTED for
 * `arithmetic: "opencv"`, which needs 64 bits.
 */
export function planNmsIndices(gpu: Gpu, options: GpuNmsIndicesOptions): GpuNmsIndicesPlan {
	const { count, ...rest } = options;
	checkInteger("count", count, 0, 2 ** 24);
	const { rules, from } = checkNmsIndices(rest);
	if (rules.overlap.arithmetic === "opencv")
		throw new InferenceError("UNSUPPORTED", 'WebGPU has no float64, which `arithmetic: "opencv"` computes in.', {
			advice: "leave `arithmetic` out, or take nmsIndices of the CPU",
		});
	const most = Math.min(count, rules.maxCandidates, rules.maxDetections);
	const { storage, copySource, copyDestination, uniform } = BUFFER_USAGE;
	const plan = gpu.table("plan of nms", Int32Array.from(suppressionWords(rules, from, count)));
	const call = gpu.buffer("call of nms", 16, uniform | copyDestination);
	const found = gpu.buffer("candidates of nms", 8 + 8 * count, storage | copyDestination);
	const kept = gpu.buffer("kept boxes of nms", KEPT_BYTES * most, storage);
	const result = gpu.buffer("indices of nms", 16 + 4 * most, storage | copySource);
	const readBack = new ReadBack(gpu, 16 + 4 * most);
	const texts = [floatBits, kernel, candidates];
	const choosing = gpu.pipeline("nms", texts, "choose", {});
	const finding = gpu.pipeline("nms", texts, "find_boxes", {});
	const encode: GpuNmsIndicesPlan["encode"] = (commands, input) => {
		gpu.check();
		if (typeof input !== "object" || input === null) throw unexpected("an object of boxes and scores", input);
		const boxes = inputBuffer(gpu, "boxes", input.boxes, "float32", [count, 4]);
		const scores = inputBuffer(gpu, "scores", input.scores, "float32", [count]);
		const classes = input.classes && inputBuffer(gpu, "classes", input.classes, "int32", [count]);
		gpu.device.queue.writeBuffer(call, 0, Int32Array.of(count, rules.perClass && classes !== undefined ? 1 : 0));
		commands.clearBuffer(found, 0, 8);
		dispatch(gpu.device, commands, finding, { 0: plan, 1: call, 2: found, 6: scores }, workgroups(count, 64));
		const bindings = { 0: plan, 1: call, 2: found, 3: result, 4: kept, 5: boxes, 7: classes ?? scores };
		dispatch(gpu.device, commands, choosing, bindings, [1, 1]);
		return readBack.encode(commands, result, (bytes) => {
			const [length = 0] = new Uint32Array(bytes, 0, 1);
			return new Int32Array(bytes, 16, length).slice();
		});
	};
	return {
		run: async (input) => submitAndRead(gpu, (commands) => encode(commands, input)),
		encode,
		dispose() {
			for (const buffer of [plan, call, found, kept, result]) buffer.destroy();
			readBack.dispose();
		},
	};
}

function inputBuffer(
	gpu: Gpu,
	name: string,
	tensor: DeviceTensor,
	dtype: "float32" | "int32",
	shape: readonly number[],
): GPUBuffer {
	const buffer = gpuBuffer(gpu, `for \`${name}\``, tensor);
	const fits = shapeFits(tensor.shape, shape) || shapeFits(tensor.shape, [1, ...shape]);
	if (tensor.dtype !== dtype || !fits)
		throw mismatch(`${formatType(dtype, shape)} for \`${name}\``, formatType(tensor.dtype, tensor.shape));
	return buffer;
}
