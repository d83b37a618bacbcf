import { anchorBoxes, decodeAnchors, letterbox, nms } from "@polyinfer/ops";
import type { Tensor } from "polyinfer";
import { disposeAll, openSessions } from "./open-sessions.ts";
import type { Task } from "./task.ts";

const size = { width: 128, height: 128 };
const pixels = { layout: "nhwc", order: "rgb", mean: 127.5, std: 127.5, pad: 0, filter: "pillow-bilinear" } as const;
const cell = (anchors: number): [number, number][] => new Array<[number, number]>(anchors).fill([1, 1]);
const anchors = anchorBoxes([
	{ columns: 16, rows: 16, sizes: cell(2) },
	{ columns: 8, rows: 8, sizes: cell(6) },
]);

/** Faces with eyes, nose, mouth and ears, by BlazeFace. */
export const detectFaces: Task = {
	id: "faces",
	name: "Find faces",
	sample: "samples/astronaut.png",
	async open(prefer) {
		const sessions = await openSessions(["models/blazeface/front.onnx"], prefer);
		const [session] = sessions as [(typeof sessions)[number]];
		const input = session.inputs[0]?.name as string;
		return {
			sessions,
			async run(picture, stages) {
				const { tensor, transform } = await stages.time("picture to tensor", () =>
					letterbox(picture, { ...size, ...pixels }),
				);
				const outputs = await stages.time("network", () => session.run({ [input]: tensor }));
				return stages.time("tensor to boxes", () => {
					const found = Object.values(outputs) as Tensor[];
					const [boxes = [], scores = []] = [16, 1].map((n) => found.filter(({ shape }) => shape.at(-1) === n));
					const all = decodeAnchors({ boxes, scores }, { ...size, anchors, scale: 128, activation: "sigmoid" });
					return nms(all, { method: "weighted", iouThreshold: 0.3, compare: ">=" }).map(
						({ box, score, keypoints }) => ({
							box: transform.boxToSource(box),
							label: score.toFixed(3),
							points: keypoints.map((point) => transform.toSource(...point)),
						}),
					);
				});
			},
			dispose: () => disposeAll(sessions),
		};
	},
};
