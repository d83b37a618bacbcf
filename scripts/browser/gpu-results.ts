import * as ops from "../../packages/ops/src/index.ts";
import * as onGpu from "../../packages/ops/src/webgpu/index.ts";

/** The largest difference from the reference, in grey levels, of a picture that came as what the name says. */
export interface GpuResults {
	readonly levels: Readonly<Record<string, number>>;
	/** The same of `readVideoFrame`, and the format that it gave. */
	readonly frames: Readonly<Record<string, readonly [format: string, levels: number]>>;
	/** Whether classes and detections are the reference's. */
	readonly sameClasses: boolean;
	readonly sameDetections: boolean;
	/** Of the GPU's queue and passes, for a picture to detections. */
	readonly counts: { readonly dispatches: number; readonly submits: number; readonly readBackBytes: number };
}

const [width, height] = [64, 48];
const source = { width, height, format: "rgba" } as const;
const options = { width: 40, height: 40 };

/** Runs in a page. */
export async function gpuResults(): Promise<GpuResults> {
	const gpu = await onGpu.openGpu({ allowSoftware: true });
	const data = Uint8ClampedArray.from({ length: width * height * 4 }, (_, i) =>
		i % 4 === 3 ? 255 : (i * 7919 + (i >> 6) * 31) % 256,
	);
	const image = new ImageData(data, width, height);
	const canvas = Object.assign(document.createElement("canvas"), { width, height });
	canvas.getContext("2d")?.putImageData(image, 0, 0);
	const offscreen = new OffscreenCanvas(width, height);
	offscreen.getContext("2d")?.putImageData(image, 0, 0);
	const init = { codedWidth: width, codedHeight: height, timestamp: 0 };
	const pictures: Record<string, onGpu.GpuPicture> = {
		buffer: { ...source, data },
		ImageData: image,
		ImageBitmap: await createImageBitmap(image),
		canvas,
		OffscreenCanvas: offscreen,
		VideoFrame: new VideoFrame(data, { ...init, format: "RGBA" }),
		video: await videoOf(canvas),
	};
	const plan = onGpu.planLetterbox(gpu, { source, ...options });
	const expected = ops.letterbox({ ...source, data }, { ...options, implementation: "reference" }).tensor;
	const levels: Record<string, number> = {};
	for (const [name, picture] of Object.entries(pictures)) {
		const tensor = plan.run(picture);
		levels[name] = difference(await tensor.toCpu(), expected);
		tensor.dispose();
		if (picture instanceof VideoFrame) picture.close();
	}
	return {
		levels,
		frames: await videoFrames(data),
		...(await detections(gpu)),
		sameClasses: await sameClasses(gpu),
	};
}

type Floats = { readonly data: unknown };

function difference(a: Floats, b: Floats): number {
	const [x, y] = [a.data as Float32Array, b.data as Float32Array];
	return x.reduce((most, value, i) => Math.max(most, Math.abs(value - (y[i] as number))), 0);
}

/** A video that shows a canvas. */
async function videoOf(canvas: HTMLCanvasElement): Promise<HTMLVideoElement> {
	const video = document.createElement("video");
	video.muted = true;
	video.srcObject = canvas.captureStream();
	await video.play();
	while (video.videoWidth === 0) await new Promise((resolve) => requestAnimationFrame(resolve));
	return video;
}

/** Frames of each format through `readVideoFrame`, beside the same bytes as a picture. */
async function videoFrames(rgba: Uint8ClampedArray<ArrayBuffer>): Promise<GpuResults["frames"]> {
	const results: Record<string, readonly [string, number]> = {};
	const yuv = rgba.slice(0, width * height * 1.5);
	for (const [name, format, data] of [
		["RGBA", "rgba", rgba],
		["BGRA", "bgra", rgba],
		["I420", "i420", yuv],
		["NV12", "nv12", yuv],
	] as const) {
		const colorSpace = { matrix: "bt709", primaries: "bt709", transfer: "bt709", fullRange: false } as const;
		const frame = new VideoFrame(data, {
			format: name,
			codedWidth: width,
			codedHeight: height,
			timestamp: 0,
			colorSpace,
		});
		const picture = await ops.readVideoFrame(frame);
		const isYuv = format === "i420" || format === "nv12";
		const same = { data, width, height, format, ...(isYuv ? { matrix: "bt709" as const } : {}) };
		const letterboxed = (one: object): Floats => ops.letterbox(one as ops.AnyPicture, options).tensor;
		results[name] = [picture.format, difference(letterboxed(picture), letterboxed(same))];
		frame.close();
	}
	return results;
}

const shape = [1, 84, 8400];

async function detections(gpu: onGpu.Gpu): Promise<Pick<GpuResults, "sameDetections" | "counts">> {
	const data = Float32Array.from({ length: 84 * 8400 }, (_, i) => {
		const random = ((Math.imul(i + 1, 2654435761) >>> 8) % 65536) / 65536;
		return i < 4 * 8400 ? random * 600 : random ** 12;
	});
	const head = onGpu.allocateGpuTensor(gpu, "float32", shape);
	gpu.device.queue.writeBuffer(head.handle as GPUBuffer, 0, data);
	const options = { head: "yolov8", classCount: 80, shape } as const;
	const letterbox = onGpu.planLetterbox(gpu, { source, width: 640, height: 640 });
	const plan = onGpu.planYoloDetections(gpu, options);
	const images = onGpu.allocateGpuTensor(gpu, "float32", [1, 3, 640, 640]);
	const picture = { ...source, data: new Uint8Array(width * height * 4) };
	await plan.run(head);
	const count = countCalls();
	// A picture and its detections in one submit: what stands for the net would be encoded between them.
	const commands = gpu.device.createCommandEncoder();
	letterbox.encode(commands, picture, images);
	const kept = plan.encode(commands, head);
	gpu.device.queue.submit([commands.finish()]);
	const found = await kept.read();
	const counts = count();
	const expected = ops
		.planYoloDetections({ ...options, implementation: "reference" })
		.run({ dtype: "float32", data, shape });
	return { sameDetections: expected.length > 20 && JSON.stringify(found) === JSON.stringify(expected), counts };
}

/** Counts what the program asks of the GPU until the function that it gives is called. */
function countCalls(): () => GpuResults["counts"] {
	const counts = { dispatches: 0, submits: 0, readBackBytes: 0 };
	const { dispatchWorkgroups } = GPUComputePassEncoder.prototype;
	const { submit } = GPUQueue.prototype;
	const { getMappedRange } = GPUBuffer.prototype;
	GPUComputePassEncoder.prototype.dispatchWorkgroups = function (...groups) {
		counts.dispatches++;
		return dispatchWorkgroups.apply(this, groups);
	};
	GPUQueue.prototype.submit = function (commands) {
		counts.submits++;
		return submit.call(this, commands);
	};
	GPUBuffer.prototype.getMappedRange = function (...range) {
		const bytes = getMappedRange.apply(this, range);
		counts.readBackBytes += bytes.byteLength;
		return bytes;
	};
	return () => {
		Object.assign(GPUComputePassEncoder.prototype, { dispatchWorkgroups });
		Object.assign(GPUQueue.prototype, { submit });
		Object.assign(GPUBuffer.prototype, { getMappedRange });
		return counts;
	};
}

async function sameClasses(gpu: onGpu.Gpu): Promise<boolean> {
	const shape = [1, 21, 63, 65];
	const data = Float32Array.from({ length: 21 * 63 * 65 }, (_, i) => ((i * 7919) % 1013) / 7);
	const scores = onGpu.allocateGpuTensor(gpu, "float32", shape);
	gpu.device.queue.writeBuffer(scores.handle as GPUBuffer, 0, data);
	const map = await onGpu.planArgmax(gpu, { shape }).run(scores).toCpu();
	const expected = ops.argmax({ dtype: "float32", data, shape }, { implementation: "reference" });
	return `${map.data}` === `${expected.data}`;
}
