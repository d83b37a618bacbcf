import { InferenceError, type Tensor, type ValueInfo } from "@polyinfer/core";
import type { Program, ProgramValue, TensorFlow } from "../program.ts";
import { execute, MAX_HOST_ELEMENTS } from "./execute.ts";
import { fromTensor, toTensor } from "./host-tensor.ts";
import { disposeFrame } from "./plan/dispose-frame.ts";
import { Pace, type Run, runAsync, runSync } from "./run.ts";
import type { Frame } from "./step.ts";
import { Value } from "./value.ts";

/** An ONNX graph on the kernels of one TensorFlow.js. */
export class OnnxProgram implements Program {
	readonly inputs: readonly ValueInfo[];
	readonly outputs: readonly ValueInfo[];
	readonly casts: readonly string[] = [];
	readonly notes: readonly string[] = [];
	readonly isAsync: boolean;
	readonly #tf: TensorFlow;
	readonly #frame: Frame;

	readonly #maxHostElements: number;

	constructor(
		tf: TensorFlow,
		frame: Frame,
		inputs: readonly ValueInfo[],
		outputs: readonly ValueInfo[],
		maxHostElements: number = MAX_HOST_ELEMENTS,
	) {
		this.#maxHostElements = maxHostElements;
		this.#tf = tf;
		this.#frame = frame;
		this.inputs = inputs;
		this.outputs = outputs;
		this.isAsync = mayWait(tf, frame);
	}

	/** As {@link Program.execute}; a run that is a promise stops soon after `signal` fires. */
	execute(
		feeds: readonly (Tensor | undefined)[],
		wanted: readonly boolean[],
		signal?: AbortSignal,
	): (ProgramValue | undefined)[] | Promise<(ProgramValue | undefined)[]> {
		const run = this.#run(feeds, wanted);
		return this.isAsync ? runAsync(run, signal) : runSync(run);
	}

	dispose(): void {
		disposeFrame(this.#frame);
	}

	*#run(feeds: readonly (Tensor | undefined)[], wanted: readonly boolean[]): Run<(ProgramValue | undefined)[]> {
		const inputs = feeds.map((feed) => feed && Value.ofHost(this.#tf, fromTensor(feed)));
		const values = yield* execute(this.#tf, this.#frame, inputs, {
			pace: new Pace(),
			maxHostElements: this.#maxHostElements,
		});
		try {
			return values.map((value, i) => (wanted[i] ? this.#handOut(value, this.outputs[i] as ValueInfo) : undefined));
		} finally {
			for (const value of values) value.release();
		}
	}

	#handOut(value: Value, { name, dtype }: ValueInfo): ProgramValue {
		if (value.dtype !== dtype)
			throw new InferenceError(
				"INVALID_MODEL",
				`Expected ${dtype} for output \`${name}\` but its node gives ${value.dtype}.`,
			);
		return value.isOnHost ? toTensor(value.host) : this.#tf.tidy(() => this.#tf.clone(value.as("plain")));
	}
}

/** True where a value may have to be read back on a device that cannot be waited for, and where nobody knows how long it takes. */
function mayWait(tf: TensorFlow, { steps }: Frame): boolean {
	const canBlock = ["cpu", "wasm", "tensorflow"].includes(tf.getBackend());
	return steps.some(
		({ operator, bodies }) =>
			operator.endless ||
			(!canBlock && (operator.reads !== undefined || operator.host !== undefined || operator.flow !== undefined)) ||
			(operator.flow !== undefined && [...bodies.values()].some(({ frame }) => mayWait(tf, frame))),
	);
}
