import type { TensorFlow } from "../program.ts";

/** Backend and its name, as TensorFlow.js keeps its current one. */
interface EngineState {
	backendName: string;
	backendInstance: unknown;
}

/** Where lines go that TensorFlow.js prints. */
export type PrintSink = (level: "debug" | "info" | "warning" | "error", text: string) => void;

const METHODS = { debug: "debug", log: "info", info: "info", warn: "warning", error: "error" } as const;

/** Turns of those who share one TensorFlow.js, for work that is not over when it returns. */
const turns = new WeakMap<object, Promise<unknown>>();

/**
 * One device of an imported TensorFlow.js. TensorFlow.js keeps one current backend for the whole page or thread: it is
 * this device's only during `use`, and afterwards whatever it was.
 */
export class TensorFlowDevice {
	readonly tf: TensorFlow;
	readonly #state: EngineState;
	readonly #mine: EngineState;
	readonly #print: PrintSink | undefined;

	/** Takes the backend that is current now. `print`: gets what is printed meanwhile; left out where others see to that. */
	constructor(tf: TensorFlow, mine: EngineState, print?: PrintSink) {
		this.tf = tf;
		this.#state = tf.engine() as unknown as EngineState;
		this.#mine = { ...mine };
		this.#print = print;
	}

	/** Calls `work` with this device as the current one. */
	use<T>(work: () => T): T {
		const { backendName, backendInstance } = this.#state;
		Object.assign(this.#state, this.#mine);
		const restore = this.#print && takeConsole(this.#print);
		try {
			return work();
		} finally {
			restore?.();
			Object.assign(this.#state, { backendName, backendInstance });
		}
	}

	/** The same for work that goes on after it has returned; work of this kind waits for the other on this TensorFlow.js. */
	async useUntilSettled<T>(work: () => Promise<T>): Promise<T> {
		const before = turns.get(this.#state) ?? Promise.resolve();
		const turn = before.then(async () => {
			const { backendName, backendInstance } = this.#state;
			Object.assign(this.#state, this.#mine);
			const restore = this.#print && takeConsole(this.#print);
			try {
				return await work();
			} finally {
				restore?.();
				Object.assign(this.#state, { backendName, backendInstance });
			}
		});
		turns.set(
			this.#state,
			turn.catch(() => undefined),
		);
		return turn;
	}
}

/** Sends what is printed on this thread's console to `print` until the function given back is called. */
export function takeConsole(print: PrintSink): () => void {
	const target = console as unknown as Record<string, unknown>;
	const before = Object.keys(METHODS).map((name) => [name, target[name]] as const);
	for (const [name, level] of Object.entries(METHODS))
		target[name] = (...words: unknown[]) => print(level, words.map(String).join(" "));
	return () => {
		for (const [name, method] of before) target[name] = method;
	};
}
