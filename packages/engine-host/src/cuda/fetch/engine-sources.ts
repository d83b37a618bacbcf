import { dirname, join } from "node:path";
import { InferenceError } from "@polyinfer/core";
import { loadAddon } from "../../addon.ts";
import type { EngineFetch, EngineProof, EngineProofRequest, EngineSource } from "../../fetch/engine-fetch.ts";
import { openNvrtc } from "../nvrtc.ts";
import nvrtc from "./nvrtc.json" with { type: "json" };
import nvrtc12 from "./nvrtc-cu12.json" with { type: "json" };

// A test holds the files to the interface: TypeScript takes every text of a JSON file for any text.
const fetches = [nvrtc, nvrtc12] as unknown as readonly EngineFetch[];

/** What `polyinfer engines add` can fetch for CUDA, in the order of its list. */
export const engineSources: readonly EngineSource[] = fetches.map((source) => ({
	...source,
	prove: (request) => compileHere(source, request),
}));

/** Compiles a kernel, which takes no GPU. */
async function compileHere(
	{ version, platforms }: EngineFetch,
	{ folder, signal }: EngineProofRequest,
): Promise<EngineProof> {
	const path = Object.values(platforms)[0]?.library ?? "";
	const major = Number.parseInt(version, 10);
	const { compile, architectures } = await openNvrtc(loadAddon().cuda, major * 1000, { nvrtc: join(folder, path) });
	signal?.throwIfAborted();
	const architecture = architectures.includes(90) ? 90 : architectures.at(-1);
	const source = 'extern "C" __global__ void one(float* to) { to[threadIdx.x] = 1; }';
	const options = [`--gpu-architecture=sm_${architecture}`];
	const { image } = await compile({ name: "one.cu", source, headers: {}, options, isBinary: true });
	if (image.length > 0) return { state: "runs" };
	throw new InferenceError("ENGINE", `${dirname(path)} has compiled a kernel to nothing.`, { stage: "probe" });
}
