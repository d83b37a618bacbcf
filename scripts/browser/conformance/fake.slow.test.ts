import { testInPages } from "./test-in-pages.ts";

await testInPages([
	{
		backend: "fake",
		device: "cpu",
		format: "onnx",
		slow: ["sessions give everything back", "runs give everything back"],
	},
]);
