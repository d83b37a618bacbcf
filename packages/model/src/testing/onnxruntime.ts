import { createRequire } from "node:module";

/** Read by ONNX Runtime's library when it loads; without it tests leave files in the home folder. */
process.env.ORT_DISABLE_TELEMETRY = "1";

/** ONNX Runtime, as the judge of files that are written here. */
export const ort: typeof import("onnxruntime-node") = createRequire(import.meta.url)("onnxruntime-node");
