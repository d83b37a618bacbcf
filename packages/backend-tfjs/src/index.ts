import type { Backend } from "@polyinfer/core";
import { createBackend } from "./backend.ts";
import { nodePlatform } from "./node/platform.ts";

export type { TfjsOptions } from "./options.ts";

/**
 * TensorFlow.js: its own graph models on the processor, through WebAssembly, tfjs-node or plain JavaScript, on a worker
 * thread. Its options are `TfjsOptions`.
 */
export const tfjs: Backend = createBackend(nodePlatform);
