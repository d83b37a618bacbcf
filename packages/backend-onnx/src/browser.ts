export type { OnnxRuntimeOptions } from "./options.ts";
export { onnxruntime } from "./web/web-backend.ts";
