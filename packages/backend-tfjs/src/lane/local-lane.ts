import { InferenceError, type Tensor, type ValueInfo } from "@polyinfer/core";
import { engineError, ID } from "../errors.ts";
import type { Program, ProgramValue } from "../program.ts";
import { readValue, readValueSync } from "../tensor.ts";
import { loadTensorFlow } from "../tensorflow/load-tensorflow.ts";
import type { LoadedTensorFlow, LoadTensorFlow } from "../tensorflow/loaded-tensorflow.ts";
import type { Lane, LaneFacts, OpenedProgram, OpenProgram } from "./lane.ts";
import { openProgram } from "./open-program.ts";

/** TensorFlow.js on this thread. */
export class LocalLane implements Lane {
	readonly binding = "javascript";
	readonly facts: LaneFacts;
	readonly #loaded: LoadedTensorFlow;
	#program: Program | undefined;
	#lost: string | undefined;
	#runs = 0;

	private constructor(loaded: LoadedTensorFlow, request: LoadTensorFlow) {
		this.#loaded = loaded;
		const { version, precision, options, notes } = loaded;
		this.facts = { device: request.device, version, precision, options, notes };
		void loaded.lost?.then((reason) => {
			this.#lost = reason;
		});
	}

	/** Imports TensorFlow.js for a device. Rejects with UNAVAILABLE. */
	static async load(request: LoadTensorFlow): Promise<LocalLane> {
		return new LocalLane(await loadTensorFlow(request), request);
	}

	get engineRuns(): number {
		return this.#runs;
	}

	async open(request: OpenProgram): Promise<OpenedProgram> {
		try {
			this.#program = await this.#loaded.device.useUntilSettled(() => openProgram(this.#loaded, request));
		} catch (error) {
			throw engineError(error, "compile");
		}
		this.#runs = 0;
		const { inputs, outputs, casts, notes, isAsync } = this.#program;
		return { inputs, outputs, casts, notes, isAsync };
	}

	async run(feeds: readonly (Tensor | undefined)[], wanted: readonly boolean[]): Promise<(Tensor | undefined)[]> {
		const program = this.#checked();
		const { device } = this.#loaded;
		const execute = () => program.execute(feeds, wanted);
		try {
			const values = program.isAsync
				? await device.useUntilSettled(async () => execute())
				: (device.use(execute) as readonly (ProgramValue | undefined)[]);
			this.#runs++;
			const reading = values.map((value, i) => value && readValue(value, dtypeOf(program.outputs, i)));
			return await this.#orLost(Promise.all(reading)).finally(() => this.#free(values));
		} catch (error) {
			throw this.#lost === undefined ? engineError(error, "run") : lostError(this.#lost);
		}
	}

	runSync(feeds: readonly (Tensor | undefined)[], wanted: readonly boolean[]): (Tensor | undefined)[] {
		const program = this.#checked();
		if (program.isAsync)
			throw new InferenceError(
				"UNSUPPORTED",
				"A model with control flow or sizes that depend on data has no runSync.",
				{
					backend: ID,
					stage: "run",
					advice: "Call `run`.",
				},
			);
		try {
			return this.#loaded.device.use(() => {
				const values = program.execute(feeds, wanted) as readonly (ProgramValue | undefined)[];
				this.#runs++;
				try {
					return values.map((value, i) => value && readValueSync(value, dtypeOf(program.outputs, i)));
				} finally {
					this.#free(values);
				}
			});
		} catch (error) {
			throw this.#lost === undefined ? engineError(error, "run") : lostError(this.#lost);
		}
	}

	async tensors(): Promise<number> {
		const { device } = this.#loaded;
		return device.use(() => device.tf.memory().numTensors);
	}

	async close(): Promise<void> {
		const program = this.#program;
		this.#program = undefined;
		if (program) this.#loaded.device.use(() => program.dispose());
		this.#loaded.dispose();
	}

	/** Frees the program and stays ready for another. */
	clear(): void {
		const program = this.#program;
		this.#program = undefined;
		if (program) this.#loaded.device.use(() => program.dispose());
	}

	#checked(): Program {
		if (this.#lost !== undefined) throw lostError(this.#lost);
		return this.#program as Program;
	}

	/** Reading from a device that is gone may never end. */
	#orLost<T>(work: Promise<T>): Promise<T> {
		const { lost } = this.#loaded;
		if (lost === undefined) return work;
		return Promise.race([
			work,
			lost.then((reason) => {
				throw lostError(reason);
			}),
		]);
	}

	#free(values: readonly (ProgramValue | undefined)[]): void {
		for (const value of values) value?.dispose();
	}
}

function dtypeOf(infos: readonly ValueInfo[], index: number): ValueInfo["dtype"] {
	return (infos[index] as ValueInfo).dtype;
}

function lostError(reason: string): InferenceError {
	return new InferenceError("DEVICE_LOST", reason, {
		backend: ID,
		stage: "run",
		scope: "session",
		advice: "Open the session again: the device is asked for anew.",
	});
}
