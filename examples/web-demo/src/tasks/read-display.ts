import { cropTurned, ctcGreedy, dbTextBoxes, fitHeight, fitToMultiple } from "@polyinfer/ops";
import type { Session, Tensor } from "polyinfer";
import { disposeAll, openSessions } from "./open-sessions.ts";
import type { Found, Task } from "./task.ts";

const folder = "models/pp-ocr-v4";
const colours = { scale: 1 / 255, order: "bgr", mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;
const letters = { scale: 1 / 255, order: "bgr", mean: 0.5, std: 0.5, height: 48 } as const;

/** Lines of text, by PP-OCRv4: found, turned upright and read one by one. */
export const readDisplay: Task = {
	id: "text",
	name: "Read text",
	sample: "samples/display.png",
	async open(prefer) {
		const keys = await (await fetch(new URL(`${folder}/keys.txt`, document.baseURI))).text();
		const labels = ["", ...keys.split("\n"), " "];
		const names = ["det", "cls", "rec"].map((name) => `${folder}/${name}.onnx`);
		const sessions = (await openSessions(names, prefer)) as readonly [Session, Session, Session];
		const [detect, direct, recognise] = sessions.map(
			(session) => async (x: Tensor) => Object.values(await session.run({ x }))[0] as Tensor,
		) as [Run, Run, Run];
		return {
			sessions,
			async run(picture, stages) {
				const { width, height } = picture;
				const fitted = await stages.time("picture to tensor", () =>
					fitToMultiple(picture, { ...colours, multiple: 32, maxSide: 960 }),
				);
				const map = await stages.time("network", () => detect(fitted));
				const lines: Found[] = [];
				for (const { box } of await stages.time("tensor to boxes", () => dbTextBoxes(map, { width, height }))) {
					const upright = box[3] - box[1] < 1.5 * (box[2] - box[0]);
					let line = cropTurned(picture, { box, turn: upright ? 0 : 270 });
					const small = await stages.time("picture to tensor", () =>
						fitHeight(line, { ...letters, minWidth: 192, maxWidth: 192 }),
					);
					const direction = await stages.time("network", () => direct(small));
					if (Number(direction.data[1]) > 0.9) line = cropTurned(line, { turn: 180 });
					const wide = await stages.time("picture to tensor", () => fitHeight(line, { ...letters, minWidth: 320 }));
					const steps = await stages.time("network", () => recognise(wide));
					const { text } = await stages.time("tensor to text", () => ctcGreedy(steps, { labels }));
					lines.push({ box, label: text });
				}
				return lines;
			},
			dispose: () => disposeAll(sessions),
		};
	},
};

type Run = (x: Tensor) => Promise<Tensor>;
