import type { Backend } from "@polyinfer/core";
import { createBackend } from "./backend.ts";

export type { TfjsOptions } from "./options.ts";

/** TensorFlow.js in browsers: its own graph models through WebAssembly, WebGL and WebGPU. Its options are `TfjsOptions`. */
export const tfjs: Backend = createBackend({});
