export { onnxruntime } from "./backend.ts";
export type { OnnxRuntimeOptions } from "./options.ts";
