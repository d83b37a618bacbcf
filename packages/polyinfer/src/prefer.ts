import type {
	LitertOptions,
	LitertWebOptions,
	MnnOptions,
	NcnnOptions,
	OpenvinoOptions,
	PluginOptions,
	TensorrtOptions,
} from "@polyinfer/backend-native";
import type { OnnxRuntimeOptions } from "@polyinfer/backend-onnx";
import type { SessionOptions as CoreSessionOptions } from "@polyinfer/core";
import type { BackendId, DeviceWord } from "./catalogue.ts";

/** Engine options whose types are known here. */
interface TypedOptions {
	readonly onnxruntime: OnnxRuntimeOptions;
	readonly openvino: OpenvinoOptions;
	readonly ncnn: NcnnOptions;
	readonly mnn: MnnOptions;
	readonly litert: LitertOptions & LitertWebOptions;
	readonly tensorrt: TensorrtOptions;
	readonly plugin: PluginOptions;
}

/** Engine options by backend; those whose types are not known here pass any key, and the backend checks them. */
export type BackendOptions = {
	readonly [Id in BackendId]: Id extends keyof TypedOptions ? TypedOptions[Id] : Readonly<Record<string, unknown>>;
};

/** One backend with a device in its engine's spelling and with its engine's options. */
export type BackendChoice = {
	readonly [Id in BackendId]: {
		readonly backend: Id;
		readonly device?: string;
		/** Short for the option of that name: absolute path of the engine's library, or of a plug-in. */
		readonly library?: string;
		readonly options?: Partial<BackendOptions[Id]>;
		/**
		 * What serves while this one opens: the session is handed out on it and moves over by itself. Default: the session
		 * waits for this one.
		 */
		readonly startOn?: BackendId | DeviceWord;
	};
}[BackendId];

/** What `prefer` takes: a backend's id, a word for a kind of device, or one backend with device and options. */
export type PreferEntry = BackendId | DeviceWord | BackendChoice;

/** Options of `createSession`. */
export type SessionOptions = CoreSessionOptions<PreferEntry>;
