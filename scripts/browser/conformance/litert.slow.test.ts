import { litertWebGaps } from "../../../packages/backend-native/src/engines/litert/testing/web-gaps.ts";
import { testInPages } from "./test-in-pages.ts";

await testInPages([
	{
		backend: "litert",
		device: "wasm",
		format: "tflite",
		options: { wasmPaths: "/litert/" },
		gaps: litertWebGaps,
		leftOut: {
			reason: "LiteRT in a browser cannot give a free axis its size",
			cases: ["a fixed free axis takes its size and no other", "bounds that do not fit the model are refused"],
		},
		slow: [
			"running leaves the event loop free",
			"sessions give everything back",
			"runs give everything back",
			"runs on the calling thread give everything back",
		],
	},
]);
