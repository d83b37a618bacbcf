import { testInPages } from "./test-in-pages.ts";

const gaps = [
	{
		reason: "onnxruntime-web lacks bfloat16",
		cases: ["bfloat16 passes bit for bit", "bfloat16 is cast from and to float32"],
	},
	{ reason: "onnxruntime-web cuts strings at a NUL", cases: ["a string may hold NUL"] },
];
const gpuGaps = [
	{
		reason: "the software adapter has no shader-f16",
		cases: ["float16 passes bit for bit", "float16 is cast from and to float32"],
	},
	{
		reason: "onnxruntime-web gives these casts to no device",
		cases: [
			"uint16 is cast from and to float32",
			"int16 is cast from and to float32",
			"float64 is cast from and to float32",
		],
	},
];
const slow = ["sessions give everything back", "runs give everything back"];
const wasmPaths = "/ort/";
const page = { backend: "onnxruntime", format: "onnx", slow } as const;

await testInPages([
	{ ...page, device: "wasm", options: { wasmPaths }, gaps, slow: ["running leaves the event loop free", ...slow] },
	{ ...page, device: "webgpu", options: { wasmPaths, allowSoftware: true }, gaps: [...gaps, ...gpuGaps] },
]);
