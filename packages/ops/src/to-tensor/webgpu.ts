import { type DeviceTensor, formatType, shapeFits } from "@polyinfer/core";
import { checkInteger, checkWord, mismatch } from "../arguments.ts";
import yuvSource from "../frame-to-tensor/kernel.wgsl";
import { planAnySize } from "../picture/any-picture-size.ts";
import { isYuv } from "../picture/yuv-picture.ts";
import { RESIZE_FILTERS } from "../resample/resize-filter.ts";
import { BUFFER_USAGE } from "../webgpu/buffer-usage.ts";
import type { Gpu } from "../webgpu/gpu.ts";
import { type GpuPicture, PictureUpload, type UploadedPicture } from "../webgpu/gpu-picture.ts";
import { allocateGpuTensor, gpuBuffer } from "../webgpu/gpu-tensor.ts";
import { workgroups } from "../webgpu/workgroups.ts";
import kernel from "./kernel.wgsl";
import { pictureTensorWords } from "./picture-tensor-words.ts";
import pixelSource from "./pixels.wgsl";
import type { Placement } from "./plan-picture-tensor.ts";
import type { PictureDType, TensorFormat } from "./tensor-options.ts";
import { type BatchSlot, TensorTarget } from "./tensor-target.ts";
import textureSource from "./texture.wgsl";

/** A picture resized and written into a tensor on the GPU, in one dispatch. */
export interface GpuPictureTensorPlan {
	/**
	 * Uploads the picture and submits the work; gives `output`, or a new tensor, which whoever has it disposes. With `slot`,
	 * `output` is a batch, and one picture of it is written. Throws INVALID_ARGUMENT, DEVICE_LOST, DISPOSED.
	 */
	run(picture: GpuPicture, output?: DeviceTensor, into?: BatchSlot): DeviceTensor;
	/**
	 * The same into commands of the caller's, who submits them before the plan is used again. The picture is uploaded at once.
	 */
	encode(commands: GPUCommandEncoder, picture: GpuPicture, output: DeviceTensor, into?: BatchSlot): void;
	/** Frees what the plan has on the GPU. Idempotent. */
	dispose(): void;
}

const sources = { pixels: pixelSource, yuv: yuvSource, texture: textureSource } as const;

/** What `planLetterbox` and its like have in common, on the GPU. The same bits as the reference. Throws INVALID_ARGUMENT. */
export function planGpuPictureTensor(gpu: Gpu, placement: Placement, format: TensorFormat): GpuPictureTensorPlan {
	const { filter, width, height, left = 0, top = 0 } = placement;
	const source = planAnySize(placement.source);
	checkWord("filter", filter, RESIZE_FILTERS);
	const window = placement.window ?? { left: 0, top: 0, width, height };
	const target = new TensorTarget(
		format,
		placement.tensorWidth ?? window.width,
		placement.tensorHeight ?? window.height,
	);
	const around = placement.around ?? format.channels.map(() => format.zero ?? 0);
	const place = { source, filter, width, height, left, top };
	const { words, filter: kind, chromaFilter } = pictureTensorWords(place, window, target, around);
	const plan = gpu.table("plan of a picture", words);
	const call = gpu.buffer("call of a picture", 64, BUFFER_USAGE.uniform | BUFFER_USAGE.copyDestination);
	const upload = new PictureUpload(gpu, source);
	const { dtype } = format;
	const bits = { float32: 32, float16: 16, int8: 8, uint8: 8 }[dtype];
	const isPlanar = format.layout === "nchw";
	const constants = {
		FILTER: kind,
		CHROMA_FILTER: chromaFilter,
		IS_YUV: isYuv(source) ? 1 : 0,
		IS_PLANAR: isPlanar ? 1 : 0,
		CHANNELS: format.channels.length,
		BITS: bits,
	};
	const pipelines = new Map<string, GPUComputePipeline>();
	const pipelineOf = (source: UploadedPicture["kind"], entryPoint: string): GPUComputePipeline => {
		const key = `${source} ${entryPoint}`;
		const made = pipelines.get(key);
		if (made !== undefined) return made;
		const pipeline = gpu.pipeline("picture to tensor", [kernel, sources[source]], entryPoint, constants);
		pipelines.set(key, pipeline);
		return pipeline;
	};
	const pixels = target.width * target.height;
	const elements = pixels * format.channels.length;
	const perWord = 32 / bits;
	const encode: GpuPictureTensorPlan["encode"] = (commands, picture, output, into) => {
		gpu.check();
		checkOutput(output, dtype, target.shape, into);
		const tensor = gpuBuffer(gpu, "as output", output);
		const base = (into?.slot ?? 0) * elements;
		const { kind, resource, call: words } = upload.upload(picture);
		gpu.device.queue.writeBuffer(call, 0, Int32Array.of(base, ...words));
		const isAligned = base % perWord === 0 && (pixels % perWord === 0 || bits === 32);
		const pipeline = pipelineOf(kind, isAligned ? "write_pixels" : "write_words");
		const entries = [{ buffer: plan }, { buffer: call }, { buffer: tensor }, resource];
		const layout = pipeline.getBindGroupLayout(0);
		const group = gpu.device.createBindGroup({
			layout,
			entries: entries.map((resource, binding) => ({ binding, resource })),
		});
		const pass = commands.beginComputePass();
		pass.setPipeline(pipeline);
		pass.setBindGroup(0, group);
		pass.dispatchWorkgroups(...workgroups(isAligned ? pixels / perWord : elements / perWord + 1, 64));
		pass.end();
	};
	return {
		run(picture, output, into) {
			gpu.check();
			if (output === undefined && into?.slot !== undefined) throw mismatch("a batch as output with `slot`", "none");
			const tensor = output ?? allocateGpuTensor(gpu, dtype, target.shape);
			const commands = gpu.device.createCommandEncoder();
			encode(commands, picture, tensor, into);
			gpu.device.queue.submit([commands.finish()]);
			return tensor;
		},
		encode,
		dispose() {
			plan.destroy();
			call.destroy();
			upload.dispose();
		},
	};
}

function checkOutput(
	output: DeviceTensor,
	dtype: PictureDType,
	shape: readonly number[],
	into: BatchSlot | undefined,
): void {
	const slot = into?.slot;
	const given = output as DeviceTensor | undefined;
	const wanted = slot === undefined ? shape : [null, ...shape.slice(1)];
	const fits =
		given?.dtype === dtype && (slot === undefined ? shapeFits(given.shape, shape) : isBatch(given.shape, shape));
	if (!fits)
		throw mismatch(
			`${formatType(dtype, wanted, ["N"])} as output`,
			given?.shape ? formatType(given.dtype, given.shape) : String(given),
		);
	if (slot !== undefined) checkInteger("slot", slot, 0, (given.shape[0] as number) - 1);
}

function isBatch(given: readonly number[], shape: readonly number[]): boolean {
	return given.length === shape.length && given.every((size, i) => i === 0 || size === shape[i]);
}
