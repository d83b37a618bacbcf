import type { TfjsOptions } from "../options.ts";
import type { TensorFlow } from "../program.ts";
import type { Part } from "./parts.ts";
import type { PrintSink, TensorFlowDevice } from "./tensorflow-device.ts";

/** A device as a session names it; `javascript` is TensorFlow.js's own backend "cpu". */
export const DEVICES = ["node", "wasm", "javascript", "webgl", "webgpu"] as const;

/** One of {@link DEVICES}. */
export type DeviceName = (typeof DEVICES)[number];

/** What loading needs of its surroundings. */
export interface LoadTensorFlow {
	readonly device: DeviceName;
	readonly options: TfjsOptions;
	/** Threads of one run, where the device has any. */
	readonly threads?: number;
	/** Folder of the `.wasm` files, where the options name none. */
	readonly wasmFolder?: string;
	/** tfjs-node, imported; only for device `node`. */
	readonly importNode?: () => Promise<TensorFlow>;
	/** Gets what is printed while TensorFlow.js works; left out where others see to that. */
	readonly print?: PrintSink;
}

/** TensorFlow.js on a device, ready for programs. */
export interface LoadedTensorFlow {
	readonly device: TensorFlowDevice;
	/** Reads graph models. */
	readonly converter: Pick<Part<"converter">, "loadGraphModelSync">;
	readonly version: string;
	/** Element type of the device's arithmetic. */
	readonly precision: string;
	readonly options: Readonly<Record<string, string | number | boolean>>;
	readonly notes: readonly string[];
	/** Resolves with the reason when the device is gone. */
	readonly lost?: Promise<string>;
	/** Gives the device back, where it is nobody else's. */
	dispose(): void;
}
