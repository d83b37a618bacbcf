export { onnxruntime } from "./backend.ts";
export { engineSources } from "./engines/onnxruntime/gpu/engine-sources.ts";
export type { OnnxRuntimeOptions } from "./options.ts";
