import type { Platform } from "../platform.ts";
import { findPackage, importNode, wasmFolder } from "./find-packages.ts";
import { startWorkerLane } from "./idle-lanes.ts";

/** Node: threads, packages in folders, tfjs-node. */
export const nodePlatform: Platform = { find: findPackage, startWorker: startWorkerLane, importNode, wasmFolder };
