import type { Backend } from "@polyinfer/core";
import { createNativeBackend } from "./backend.ts";
import { litertEngine } from "./engines/litert/engine.ts";
import { mnnEngine } from "./engines/mnn/engine.ts";
import { ncnnEngine } from "./engines/ncnn/engine.ts";
import { openvinoEngine } from "./engines/openvino/engine.ts";
import { tensorrtEngine } from "./engines/tensorrt/engine.ts";

export type { LitertOptions } from "./engines/litert/options.ts";
export type { LitertWebOptions } from "./engines/litert/web/options.ts";
export type { MnnOptions } from "./engines/mnn/options.ts";
export type { NcnnOptions } from "./engines/ncnn/options.ts";
export type { OpenvinoOptions } from "./engines/openvino/options.ts";
export { buildPlan, type PlanRequest } from "./engines/tensorrt/build-plan.ts";
export type { TensorrtOptions } from "./engines/tensorrt/options.ts";
export { engineSources } from "./fetch/engine-sources.ts";
export type { NativeOptions } from "./options.ts";
export { plugin } from "./plugin/plugin.ts";
export type { PluginOptions } from "./plugin/plugin-options.ts";

/** OpenVINO: OpenVINO IR and `.onnx` models. Its options are `OpenvinoOptions`. */
export const openvino: Backend = createNativeBackend(openvinoEngine);

/** LiteRT: `.tflite` models. Its options are `LitertOptions`. */
export const litert: Backend = createNativeBackend(litertEngine);

/** MNN: `.mnn` models, and `.onnx` by its own converter. Its options are `MnnOptions`. */
export const mnn: Backend = createNativeBackend(mnnEngine);

/** ncnn: `.param` texts with their `.bin`, and `.onnx` by pnnx. Its options are `NcnnOptions`. */
export const ncnn: Backend = createNativeBackend(ncnnEngine);

/** TensorRT 10, 11 and RTX: `.onnx` models, and plans that are trusted. Its options are `TensorrtOptions`. */
export const tensorrt: Backend = createNativeBackend(tensorrtEngine);
