import { onnxruntime } from "../../packages/backend-onnx/src/browser.ts";
import { createSessionFrom, type Session } from "../../packages/core/src/index.ts";
import { buildModel, loadModel, writeOnnx } from "../../packages/model/src/index.ts";
import * as ops from "../../packages/ops/src/index.ts";
import * as onGpu from "../../packages/ops/src/webgpu/index.ts";

/** What a page says of a picture's way to detections on one device. */
export interface SharedDevice {
	readonly found: readonly unknown[];
	readonly expected: readonly unknown[];
	/** Where the net's output lay. */
	readonly location: string;
}

/** A head of 2 classes and 128 anchors: the numbers of a picture of 16x16, each twice as large and half again. */
const shape = [1, 6, 128];

function net(): Uint8Array {
	return writeOnnx(
		buildModel({
			opset: 17,
			inputs: [{ name: "images", dtype: "float32", shape: [1, 3, 16, 16] }],
			outputs: [{ name: "head", dtype: "float32", shape }],
			nodes: [
				{ operator: "Add", inputs: ["images", "images"], outputs: ["twice"] },
				{ operator: "Mul", inputs: ["twice", "half"], outputs: ["same"] },
				{ operator: "Reshape", inputs: ["same", "shape"], outputs: ["head"] },
			],
			weights: {
				half: { dtype: "float32", data: Float32Array.of(0.5), shape: [1] },
				shape: { dtype: "int64", data: BigInt64Array.from(shape, BigInt), shape: [3] },
			},
		}),
	);
}

/** Runs in a page. */
export async function sharedDevice(): Promise<SharedDevice> {
	const gpu = await onGpu.openGpu({ allowSoftware: true });
	const entry = { id: "onnxruntime", install: "", load: async () => onnxruntime };
	const catalogue = { backends: [entry], words: {}, defaultPrefer: ["onnxruntime"] };
	const session: Session = await createSessionFrom(catalogue, loadModel)(net(), {
		prefer: {
			backend: "onnxruntime",
			device: "webgpu",
			options: { gpuDevice: gpu.device, wasmPaths: "/ort/" },
		} as never,
	});
	const source = { width: 20, height: 10, format: "rgba" } as const;
	const data = Uint8ClampedArray.from({ length: 800 }, (_, i) => (i * 7919) % 256);
	const sizes = { width: 16, height: 16, scale: 1 / 255 };
	const yolo = { head: "yolov8", classCount: 2, shape, scoreThreshold: 0.3 } as const;
	const letterbox = onGpu.planLetterbox(gpu, { source, ...sizes });
	const images = letterbox.run({ ...source, data });
	const { head } = await session.runOnDevice({ images });
	if (head === undefined) throw new Error("Expected an output `head`.");
	const { transform } = letterbox;
	const found = await onGpu.planYoloDetections(gpu, yolo).run(head, { transform });
	const { tensor } = ops.letterbox({ ...source, data }, sizes);
	const expected = ops.yoloDetections(tensor.reshape(shape), { ...yolo, transform });
	const { location } = head;
	for (const it of [images, head]) it.dispose();
	await session.dispose();
	return { found, expected, location };
}
