import { centerCropResize, softmax, topK } from "@polyinfer/ops";
import type { Tensor } from "polyinfer";
import { disposeAll, openSessions } from "./open-sessions.ts";
import type { Task } from "./task.ts";

/** What a picture shows, by EfficientNet-lite0. */
export const classify: Task = {
	id: "classify",
	name: "Name the picture",
	sample: "samples/coffee.png",
	async open(prefer) {
		const list = await (await fetch(new URL("models/imagenet/labels.txt", document.baseURI))).text();
		const labels = list.trimEnd().split("\n");
		const sessions = await openSessions(["models/efficientnet-lite0/efficientnet-lite0.onnx"], prefer);
		const [session] = sessions as [(typeof sessions)[number]];
		return {
			sessions,
			async run(picture, stages) {
				const images = await stages.time("picture to tensor", () =>
					centerCropResize(picture, { resize: 256, crop: 224, mean: 127, std: 128 }),
				);
				const { logits } = await stages.time("network", () => session.run({ images }));
				return stages.time("tensor to names", () =>
					topK(softmax(logits as Tensor), 3, { labels }).map(({ label, score }) => ({
						label: `${label?.split(",")[0]} ${score.toFixed(3)}`,
					})),
				);
			},
			dispose: () => disposeAll(sessions),
		};
	},
};
