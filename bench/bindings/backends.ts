import { litert, mnn, ncnn, openvino } from "@polyinfer/backend-native";
import type { BoundEngine } from "./cases.ts";

/** Polyinfer's backend of each engine. */
export const BACKENDS: Readonly<Record<BoundEngine["id"], typeof openvino>> = { openvino, ncnn, mnn, litert };
