import { type CreateSession, createSessionFrom } from "@polyinfer/core";
import { openCache } from "@polyinfer/engine-host/cache";
import { loadModel } from "@polyinfer/model/node";
import { createNativeBackend } from "../../../backend.ts";
import type { NativeEngine } from "../../../native-engine.ts";
import { mnnEngine } from "../engine.ts";

/** As users open sessions, with MNN and with ONNX Runtime as its reference, and conversions kept in `folder`. */
export function createSessionIn(folder: string, engine: Partial<typeof mnnEngine> = {}): CreateSession {
	const backend = createNativeBackend({ ...mnnEngine, ...engine } as NativeEngine);
	const catalogue = {
		backends: [
			{ id: "mnn", install: "", load: async () => backend },
			{ id: "onnxruntime", install: "", load: async () => (await import("@polyinfer/backend-onnx")).onnxruntime },
		],
		words: {},
		defaultPrefer: [],
	};
	return createSessionFrom(catalogue, loadModel, { cache: openCache(folder) });
}
