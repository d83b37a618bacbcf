/**
 * One way to reach a backend that takes ONNX. A new backend adds one line below, and a folder with its reasons.
 *
 * @typedef {{ id: string, title: string, folder: string, module: string, backend: string,
 *   request: import("../../packages/core/src/open-session.ts").OpenRequest }} Target
 *   `folder`, below the repository: `<id>.txt` in it is the committed list, `notes.json` the reasons; `module` exports the
 *   `Backend` under the name `backend`
 */

const onnxruntime = {
	folder: "packages/backend-onnx/official",
	module: "packages/backend-onnx/dist/index.js",
	backend: "onnxruntime",
};

/** On the thread that calls: a thread for each case would only take longer. */
const tfjs = {
	folder: "packages/backend-tfjs/official",
	module: "packages/backend-tfjs/dist/index.js",
	backend: "tfjs",
};

/** @type {readonly Target[]} */
export const targets = [
	{ ...onnxruntime, id: "addon", title: "onnxruntime, addon", request: { options: { binding: "addon" } } },
	{ ...onnxruntime, id: "worker", title: "onnxruntime, worker", request: { options: { binding: "worker" } } },
	{ ...tfjs, id: "wasm", title: "tfjs, wasm", request: { device: "wasm", options: { thread: "caller" } } },
	{
		...tfjs,
		id: "javascript",
		title: "tfjs, JavaScript",
		request: { device: "javascript", options: { thread: "caller" } },
	},
];
