import { join } from "node:path";
import { type Engine, OWN, TFJS, WEB } from "./cases.ts";
import type { PageProgram } from "./page-bytes.ts";

/** Where the bench's packages are found from: beside the folder of its bundles. */
const folder = join(import.meta.dirname, "../../..");

const own = (prefer: string): string => `
	import { createSession } from "polyinfer";
	const session = await createSession("/model", { prefer: ${prefer} });
	console.log(await session.run({}));`;

/** The program of a peer's page with an engine. All compute on the page's own thread. */
export const PAGE_PROGRAMS: Readonly<Record<Engine, Readonly<Record<string, PageProgram>>>> = {
	onnxruntime: {
		[OWN]: {
			folder,
			text: own('{ backend: "onnxruntime", device: "wasm", options: { proxy: false } }'),
			fetches: /backend-onnx\/dist\/browser\.js$|\/ort\.wasm\.bundle/,
		},
		[WEB]: {
			folder,
			text: `
				import { InferenceSession, Tensor } from "onnxruntime-web/wasm";
				const session = await InferenceSession.create("/model");
				console.log(await session.run({ x: new Tensor("float32", [0], [1]) }));`,
		},
	},
	tfjs: {
		[OWN]: {
			folder,
			text: own('{ backend: "tfjs", device: "wasm" }'),
			fetches: /backend-tfjs\/dist\/browser\.js$|\/tfjs-(core|converter|backend-wasm)\/dist\/index\.js$/,
		},
		[TFJS]: {
			folder,
			text: `
				import "@tensorflow/tfjs-backend-wasm";
				import { loadGraphModel } from "@tensorflow/tfjs-converter";
				import { setBackend, tensor } from "@tensorflow/tfjs-core";
				await setBackend("wasm");
				const model = await loadGraphModel("/model");
				console.log(model.execute(tensor([0])).dataSync());`,
		},
	},
};

/** What a peer's page is made of, where the case is about one. */
export function pageProgram(id: string, peer: string): PageProgram | undefined {
	const engine = id.replace(/^page-/, "") as Engine;
	return id.startsWith("page-") ? PAGE_PROGRAMS[engine][peer] : undefined;
}
