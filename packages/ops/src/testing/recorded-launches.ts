/** Work for a CUDA device as plain data, to be done again elsewhere: see {@link LaunchRecorder}. */
export interface RecordedLaunches {
	/** `source` is complete: what it includes stands in it. For NVRTC with `--fmad=false`. */
	readonly kernels: readonly { readonly name: string; readonly source: string }[];
	/** Bytes of each buffer; what they hold at first is not known. */
	readonly buffers: readonly number[];
	/** In their order, on one stream. */
	readonly steps: readonly RecordedStep[];
}

/** A place in a buffer. */
export interface RecordedPlace {
	readonly buffer: number;
	readonly offsetBytes: number;
}

export type RecordedStep =
	| { readonly kind: "upload"; readonly to: RecordedPlace; readonly content: Uint8Array }
	| { readonly kind: "fill"; readonly to: RecordedPlace; readonly bytes: number; readonly value: number }
	| { readonly kind: "copy"; readonly to: RecordedPlace; readonly from: RecordedPlace; readonly bytes: number }
	| {
			readonly kind: "launch";
			readonly kernel: number;
			readonly grid: readonly [number, number, number];
			readonly block: readonly [number, number, number];
			readonly sharedBytes: number;
			/** Addresses, and numbers as their bytes. */
			readonly args: readonly (RecordedPlace | Uint8Array)[];
	  }
	/** The bytes that lie there then, on every device. */
	| { readonly kind: "expect"; readonly at: RecordedPlace; readonly content: Uint8Array };

const KINDS: readonly RecordedStep["kind"][] = ["upload", "fill", "copy", "launch", "expect"];

/**
 * The same as bytes, for programs in C++: `recorded_launches.h` of engine-host reads them. Numbers are 64 bits, little endian; texts
 * and contents have their length before them, and are filled up to 8 bytes.
 */
export function encodeLaunches({ kernels, buffers, steps }: RecordedLaunches): Uint8Array {
	const parts: Uint8Array[] = [];
	const numbers = (...values: readonly number[]): void => {
		parts.push(new Uint8Array(BigUint64Array.from(values, BigInt).buffer));
	};
	const bytes = (content: Uint8Array): void => {
		numbers(content.length);
		parts.push(content, new Uint8Array((8 - (content.length % 8)) % 8));
	};
	const place = ({ buffer, offsetBytes }: RecordedPlace): void => numbers(buffer, offsetBytes);
	numbers(kernels.length, buffers.length, steps.length);
	for (const { name, source } of kernels) for (const text of [name, source]) bytes(new TextEncoder().encode(text));
	numbers(...buffers);
	for (const step of steps) {
		numbers(KINDS.indexOf(step.kind));
		if (step.kind === "launch") {
			numbers(step.kernel, ...step.grid, ...step.block, step.sharedBytes, step.args.length);
			for (const arg of step.args) {
				numbers(arg instanceof Uint8Array ? 1 : 0);
				if (arg instanceof Uint8Array) bytes(arg);
				else place(arg);
			}
			continue;
		}
		place(step.kind === "expect" ? step.at : step.to);
		if (step.kind === "fill") numbers(step.bytes, step.value);
		if (step.kind === "copy") {
			place(step.from);
			numbers(step.bytes);
		}
		if (step.kind === "upload" || step.kind === "expect") bytes(step.content);
	}
	return new Uint8Array(Buffer.concat(parts));
}
