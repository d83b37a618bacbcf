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

/** @type {readonly Target[]} */
export const targets = [
	{ ...onnxruntime, id: "addon", title: "onnxruntime, addon", request: { options: { binding: "addon" } } },
	{ ...onnxruntime, id: "worker", title: "onnxruntime, worker", request: { options: { binding: "worker" } } },
];
