import { testInPages } from "./test-in-pages.ts";

const gaps = [
	{
		reason: "onnxruntime-web lacks bfloat16",
		cases: ["bfloat16 passes bit for bit", "bfloat16 is cast from and to float32"],
	},
	{ reason: "onnxruntime-web cuts strings at a NUL", cases: ["a string may hold NUL"] },
];

await testInPages([
	{
		backend: "onnxruntime",
		device: "wasm",
		format: "onnx",
		options: { wasmPaths: "/ort/" },
		gaps,
		slow: ["sessions give everything back", "runs give everything back"],
	},
]);
