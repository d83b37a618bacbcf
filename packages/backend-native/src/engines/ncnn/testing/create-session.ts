import { type CreateSession, createSessionFrom, type LoadedModel } from "@polyinfer/core";
import { openCache } from "@polyinfer/engine-host/cache";
import { loadModel } from "@polyinfer/model/node";
import { createNativeBackend } from "../../../backend.ts";
import type { NativeEngine } from "../../../native-engine.ts";
import { ncnnEngine } from "../engine.ts";
import type { HandMadeNet } from "./dense-net.ts";

/** As users open sessions, with ncnn and with ONNX Runtime as its reference, and conversions kept in `folder`. */
export function createSessionIn(folder: string): CreateSession {
	const backend = createNativeBackend(ncnnEngine as NativeEngine);
	const catalogue = {
		backends: [
			{ id: "ncnn", install: "", load: async () => backend },
			{ id: "onnxruntime", install: "", load: async () => (await import("@polyinfer/backend-onnx")).onnxruntime },
		],
		words: {},
		defaultPrefer: [],
	};
	return createSessionFrom(catalogue, loadModel, { cache: openCache(folder) });
}

/** A net as the loader gives it. */
export function loadedNet({ param, bin }: HandMadeNet): LoadedModel {
	const files = [
		{ name: "", bytes: new TextEncoder().encode(param) },
		{ name: "bin", bytes: bin },
	];
	return { format: "ncnn", files, sha256: "", findings: [] };
}
