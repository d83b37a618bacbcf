import type { OnnxRuntimeJavascript } from "../javascript/javascript-model.ts";
import type { WireValue } from "../javascript/protocol.ts";

/** The part of onnxruntime-web that is used with WebGPU, declared here so that its types show nowhere. */
export interface OnnxRuntimeWebgpu {
	readonly env: OnnxRuntimeJavascript["env"];
	readonly InferenceSession: {
		create(model: Uint8Array, options: object): Promise<WebgpuModel>;
	};
	readonly Tensor: {
		new (type: string, data: unknown, dims: readonly number[]): WebgpuTensor;
		fromGpuBuffer(buffer: GPUBuffer, options: { dataType: string; dims: readonly number[] }): WebgpuTensor;
	};
}

/** An open model. */
export interface WebgpuModel {
	readonly inputMetadata: readonly WireValue[];
	readonly outputMetadata: readonly WireValue[];
	run(feeds: Readonly<Record<string, WebgpuTensor>>, outputs: readonly string[]): Promise<Record<string, WebgpuTensor>>;
	release(): Promise<void>;
}

/** A tensor, in CPU memory or on the GPU. */
export interface WebgpuTensor {
	readonly type: string;
	readonly dims: readonly number[];
	readonly location: string;
	readonly data: unknown;
	readonly gpuBuffer: GPUBuffer;
	dispose(): void;
}
