import type { EngineSource } from "@polyinfer/engine-host";
import litert from "../engines/litert/fetch.json" with { type: "json" };
import mnn from "../engines/mnn/fetch.json" with { type: "json" };
import { buildNcnn } from "../engines/ncnn/build.ts";
import ncnn from "../engines/ncnn/fetch.json" with { type: "json" };
import openvino from "../engines/openvino/fetch.json" with { type: "json" };
import tensorrtRtx from "../engines/tensorrt/fetch.json" with { type: "json" };
import { proveTensorrt } from "../engines/tensorrt/prove.ts";

const proveRtx: EngineSource["prove"] = (request) => proveTensorrt(tensorrtRtx.platforms["linux-x64"].library, request);

// A test holds the files to the interface: TypeScript takes every text of a JSON file for any text.
const fetches: unknown = [openvino, { ...ncnn, build: buildNcnn }, mnn, litert, { ...tensorrtRtx, prove: proveRtx }];

/** Every engine that `polyinfer engines add` can fetch, in the order of its list. */
export const engineSources: readonly EngineSource[] = fetches as readonly EngineSource[];
