import { DeviceTensor } from "@polyinfer/core";
import type {
	Cuda,
	CudaArgument,
	CudaKernel,
	CudaLaunch,
	CudaMemory,
	CudaModule,
	CudaStream,
} from "../cuda/cuda-device.ts";
import type { RecordedLaunches, RecordedPlace, RecordedStep } from "./recorded-launches.ts";

/** Bytes of a download, and where they begin in it. */
export interface Answer {
	readonly at: number;
	readonly elements: ArrayBufferView;
}

/**
 * A `Cuda` that writes down what it is asked to do, and does nothing: for `openCudaOps({ cuda })`. Around an `inner` one it
 * is done as well, and what comes back is what is expected there.
 */
export class LaunchRecorder implements Cuda {
	readonly device: Cuda["device"];
	readonly #inner: Cuda | undefined;
	readonly #buffers: CudaMemory[] = [];
	readonly #kernels: { readonly name: string; readonly source: string; readonly kernel: CudaKernel }[] = [];
	readonly #steps: RecordedStep[] = [];
	readonly #answers: (readonly Answer[])[] = [];

	constructor(inner?: Cuda) {
		this.#inner = inner;
		this.device = inner?.device ?? { name: "recorder (fake)" };
	}

	/** Everything since the recorder was made, as plain data. */
	recorded(): RecordedLaunches {
		return {
			kernels: this.#kernels.map(({ name, source }) => ({ name, source })),
			buffers: this.#buffers.map(({ bytes }) => bytes),
			steps: [...this.#steps],
		};
	}

	/** Says what lies in a tensor, or in memory, after what was recorded up to here. */
	expect(what: DeviceTensor | CudaMemory, elements: ArrayBufferView, offsetBytes = 0): void {
		const memory = what instanceof DeviceTensor ? (what.handle as CudaMemory) : what;
		const content = new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength).slice();
		this.#steps.push({ kind: "expect", at: this.#place(memory, offsetBytes), content });
	}

	/** Says what the next download will bring, which is expected there; the other bytes are 0. */
	answer(...parts: readonly Answer[]): void {
		this.#answers.push(parts);
	}

	allocate(bytes: number): CudaMemory {
		const memory = this.#inner?.allocate(bytes) ?? { pointer: 0n, bytes, dispose: () => {} };
		this.#buffers.push(memory);
		return memory;
	}

	get reader(): CudaStream {
		return this.createStream();
	}

	async compile(program: Parameters<Cuda["compile"]>[0]): Promise<CudaModule> {
		const module = await this.#inner?.compile(program);
		const source = withIncludes(program.source, program.headers ?? {}, new Set());
		return {
			kernel: (name) => {
				const known = this.#kernels.find((one) => one.name === name && one.source === source);
				if (known !== undefined) return known.kernel;
				const kernel = module?.kernel(name) ?? { name };
				this.#kernels.push({ name, source, kernel });
				return kernel;
			},
		};
	}

	createStream(): CudaStream {
		const inner = this.#inner?.createStream();
		const steps = this.#steps;
		return {
			upload: (memory, offsetBytes, from) => {
				steps.push({ kind: "upload", to: this.#place(memory, offsetBytes), content: from.slice() });
				inner?.upload(memory, offsetBytes, from);
			},
			download: async (memory, offsetBytes, bytes) => {
				if (inner === undefined) return this.#answered(memory, offsetBytes, bytes);
				const step = { kind: "expect", at: this.#place(memory, offsetBytes), content: new Uint8Array(bytes) } as const;
				steps.push(step);
				const content = await inner.download(memory, offsetBytes, bytes);
				step.content.set(content);
				return content;
			},
			copy: (to, toBytes, from, fromBytes, bytes) => {
				steps.push({ kind: "copy", to: this.#place(to, toBytes), from: this.#place(from, fromBytes), bytes });
				inner?.copy(to, toBytes, from, fromBytes, bytes);
			},
			fill: (memory, offsetBytes, bytes, value) => {
				steps.push({ kind: "fill", to: this.#place(memory, offsetBytes), bytes, value });
				inner?.fill(memory, offsetBytes, bytes, value);
			},
			launch: (kernel, launch, args) => {
				steps.push(this.#launch(kernel, launch, args));
				inner?.launch(kernel, launch, args);
			},
			finished: async () => inner?.finished(),
			dispose: async () => inner?.dispose(),
		};
	}

	#answered(memory: CudaMemory, offsetBytes: number, bytes: number): Uint8Array {
		const all = new Uint8Array(bytes);
		for (const { at, elements } of this.#answers.shift() ?? []) {
			this.expect(memory, elements, offsetBytes + at);
			all.set(new Uint8Array(elements.buffer, elements.byteOffset, elements.byteLength), at);
		}
		return all;
	}

	#launch(
		kernel: CudaKernel,
		{ grid, block, sharedBytes = 0 }: CudaLaunch,
		args: readonly CudaArgument[],
	): RecordedStep {
		const number = this.#kernels.findIndex((one) => one.kernel === kernel);
		if (number < 0) throw new Error(`The kernel ${kernel.name} was not compiled by this recorder.`);
		const recorded = args.map((arg) => {
			if ("memory" in arg) return this.#place(arg.memory, arg.offsetBytes);
			if ("pointer" in arg) return this.#place(arg, 0);
			return numberBytes(arg);
		});
		return { kind: "launch", kernel: number, grid, block, sharedBytes, args: recorded };
	}

	#place(memory: CudaMemory, offsetBytes: number): RecordedPlace {
		const buffer = this.#buffers.indexOf(memory);
		if (buffer < 0) throw new Error("This memory is not the recorder's.");
		return { buffer, offsetBytes };
	}
}

/** A source with the texts that it includes, each once, in place of the lines that include them. */
function withIncludes(source: string, headers: Readonly<Record<string, string>>, done: Set<string>): string {
	return source.replace(/^#include "([^"]+)".*$/gm, (line, name: string) => {
		const text = headers[name];
		if (text === undefined) return line;
		if (done.has(name)) return "";
		done.add(name);
		return withIncludes(text.replace("#pragma once", ""), headers, done);
	});
}

function numberBytes(arg: Exclude<CudaArgument, CudaMemory | { readonly memory: CudaMemory }>): Uint8Array {
	if ("int32" in arg) return new Uint8Array(Int32Array.of(arg.int32).buffer);
	if ("uint32" in arg) return new Uint8Array(Uint32Array.of(arg.uint32).buffer);
	if ("float32" in arg) return new Uint8Array(Float32Array.of(arg.float32).buffer);
	return new Uint8Array(BigUint64Array.of(BigInt(arg.uint64)).buffer);
}
