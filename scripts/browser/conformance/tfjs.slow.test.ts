import { tfjsGaps } from "../../../packages/backend-tfjs/src/testing/gaps.ts";
import { testInPages } from "./test-in-pages.ts";

const options = { wasm: { wasmPaths: "/tfjs/" }, webgl: {}, webgpu: { allowSoftware: true } };

await testInPages(
	(["wasm", "webgl", "webgpu"] as const).flatMap((device) =>
		(["tfjs", "onnx"] as const).map((format) => ({
			backend: "tfjs",
			device,
			format,
			options: options[device],
			// Each of the 64 models with a flipped bit has kernels of its own to compile.
			limits: { fastCaseMs: 60_000 },
			gaps: tfjsGaps,
			slow: [
				...(device === "wasm" ? ["running leaves the event loop free"] : []),
				"sessions give everything back",
				"runs give everything back",
			],
		})),
	),
);
