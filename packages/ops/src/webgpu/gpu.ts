import { InferenceError } from "@polyinfer/core";
import { mismatch } from "../arguments.ts";
import { BUFFER_USAGE } from "./buffer-usage.ts";

/**
 * A WebGPU device on which ops run. Give `device` to sessions that shall share it, as their option `gpuDevice`: tensors then
 * go from one to the other where they are.
 */
export class Gpu implements Disposable {
	readonly device: GPUDevice;
	/** Settles, with DEVICE_LOST, when the device is lost; never after {@link dispose}. */
	readonly lost: Promise<InferenceError>;
	readonly #isOwn: boolean;
	readonly #modules = new Map<string, GPUShaderModule>();
	readonly #pipelines = new Map<string, GPUComputePipeline>();
	#unusable: InferenceError | undefined;

	/** `isOwn`: whether {@link dispose} destroys the device. */
	constructor(device: GPUDevice, isOwn: boolean) {
		this.device = device;
		this.#isOwn = isOwn;
		this.lost = new Promise((resolve) => {
			void device.lost.then(({ message, reason }) => {
				if (this.#unusable !== undefined) return;
				const why = message.replace(/\.$/, "") || `the browser says \`${reason}\``;
				this.#unusable = new InferenceError("DEVICE_LOST", `The GPU device was lost: ${why}.`, {
					advice: "open another one by openGpu(), and what ran on it again",
				});
				resolve(this.#unusable);
			});
		});
	}

	/** Throws DEVICE_LOST after the device was lost, DISPOSED after {@link dispose}. */
	check(): void {
		if (this.#unusable !== undefined) throw this.#unusable;
	}

	/** A new buffer of whole words, large enough to be bound where it is empty. Throws INVALID_ARGUMENT where it is larger than the device takes. */
	buffer(name: string, bytes: number, usage: number): GPUBuffer {
		this.check();
		const size = Math.max(32, Math.ceil(bytes / 4) * 4);
		const { maxBufferSize, maxStorageBufferBindingSize } = this.device.limits;
		const isStorage = (usage & BUFFER_USAGE.storage) !== 0;
		const [limit, most] =
			isStorage && maxStorageBufferBindingSize < maxBufferSize
				? (["maxStorageBufferBindingSize", maxStorageBufferBindingSize] as const)
				: (["maxBufferSize", maxBufferSize] as const);
		if (size > most) throw mismatch(`at most ${most} bytes for ${name}, the device's \`${limit}\`,`, `${size}`);
		return this.device.createBuffer({ label: `polyinfer ${name}`, size, usage });
	}

	/** A buffer with `words`, for shaders to read. */
	table(name: string, words: Int32Array): GPUBuffer {
		const buffer = this.buffer(name, words.byteLength, BUFFER_USAGE.storage | BUFFER_USAGE.copyDestination);
		this.device.queue.writeBuffer(buffer, 0, words as Int32Array<ArrayBuffer>);
		return buffer;
	}

	/** An entry point of WGSL texts, one behind the other, compiled once. `constants`: values of its `override`s. */
	pipeline(
		name: string,
		texts: readonly string[],
		entryPoint: string,
		constants: Record<string, number>,
	): GPUComputePipeline {
		this.check();
		const code = texts.join("\n");
		const key = JSON.stringify([entryPoint, constants, code]);
		const known = this.#pipelines.get(key);
		if (known !== undefined) return known;
		const label = `polyinfer ${name}`;
		const module = this.#modules.get(code) ?? this.device.createShaderModule({ label, code });
		this.#modules.set(code, module);
		const compute = { module, entryPoint, constants };
		const pipeline = this.device.createComputePipeline({ label, layout: "auto", compute });
		this.#pipelines.set(key, pipeline);
		return pipeline;
	}

	/** What `act` resolves with; its rejection as DEVICE_LOST where the device was lost, else as ENGINE. */
	async settled<T>(what: string, act: () => Promise<T>): Promise<T> {
		this.check();
		try {
			return await act();
		} catch (cause) {
			if (cause instanceof InferenceError) throw cause;
			// A lost device rejects what is pending first, and tells of its loss then.
			await Promise.race([this.lost, new Promise((resolve) => setTimeout(resolve, 100))]);
			this.check();
			throw new InferenceError("ENGINE", `The GPU could not ${what}: ${(cause as Error).message}.`, { cause });
		}
	}

	/** Ends the use of the device, and destroys it where {@link openGpu} made it. Idempotent. */
	dispose(): void {
		if (this.#unusable?.code === "DISPOSED") return;
		this.#unusable = new InferenceError("DISPOSED", "The GPU was disposed.");
		this.#modules.clear();
		this.#pipelines.clear();
		if (this.#isOwn) this.device.destroy();
	}

	[Symbol.dispose](): void {
		this.dispose();
	}
}
