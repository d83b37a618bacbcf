/** Finds faces in a picture, with BlazeFace: `node dist/main.js [picture] [--prefer engine,engine]`. */
import { existsSync, realpathSync } from "node:fs";
import { join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { anchorBoxes, type Box, decodeAnchors, letterbox, nms } from "@polyinfer/ops";
import { readPicture, writePicture } from "@polyinfer/ops/sharp";
import { createSession, type PreferEntry, type Tensor } from "polyinfer";

const folder = import.meta.dirname.replace(/[\\/]dist$/, "");
const models = process.env.POLYINFER_MODELS ?? join(folder, "../../.cache/models");
const size = { width: 128, height: 128 };
const pixels = { layout: "nhwc", order: "rgb", mean: 127.5, std: 127.5, pad: 0, filter: "pillow-bilinear" } as const;
const cell = (anchors: number) => new Array<[number, number]>(anchors).fill([1, 1]);
const anchors = anchorBoxes([
	{ columns: 16, rows: 16, sizes: cell(2) },
	{ columns: 8, rows: 8, sizes: cell(6) },
]);

/** One face: where it is, how sure the detector is; right and left eye, nose, mouth, right and left ear. */
export interface Face {
	readonly box: Box;
	readonly score: number;
	readonly keypoints: readonly (readonly [x: number, y: number])[];
}

/** The faces of a picture, the surest first, in its pixels; draws them into a copy of the picture. */
export async function detectFaces(
	path: string = join(models, "pictures/astronaut.png"),
	prefer: readonly PreferEntry[] = ["cpu"],
): Promise<{ faces: readonly Face[]; drawing: string; times: { network: number; outside: number } }> {
	if (!existsSync(models)) throw new Error(`Expected models in ${models}: type \`npm start\` once, it fetches them.`);
	process.env.FONTCONFIG_FILE ??= join(models, "dejavu-fonts/fonts.conf"); // the same letters on every machine
	const picture = await readPicture(path);
	const tflite = join(models, "mediapipe-face-detection/short-range.tflite");
	const session = await createSession({ onnx: join(models, "blazeface/front.onnx"), tflite }, { prefer });
	try {
		const look = async (): Promise<Face[]> => {
			const { tensor, transform } = letterbox(picture, { ...size, ...pixels });
			// One file has an output for each grid, the other one for both: numbers of a box, and of its score.
			const found = Object.values(await session.run({ [session.inputs[0]?.name as string]: tensor })) as Tensor[];
			const [boxes = [], scores = []] = [16, 1].map((n) => found.filter(({ shape }) => shape.at(-1) === n));
			const all = decodeAnchors({ boxes, scores }, { ...size, anchors, scale: 128, activation: "sigmoid" });
			return nms(all, { method: "weighted", iouThreshold: 0.3, compare: ">=" }).map(({ box, score, keypoints }) => {
				return { box: transform.boxToSource(box), score, keypoints: keypoints.map((p) => transform.toSource(...p)) };
			});
		};
		await look(); // plans are made and code is compiled the first time
		const [begin, before] = [performance.now(), session.stats.runTime.sumMs];
		const faces = await look();
		const network = session.stats.runTime.sumMs - before;
		const times = { network, outside: performance.now() - begin - network };
		const drawing = join(folder, "out", `${parse(path).name}.png`);
		await writePicture(picture, drawing, {
			boxes: faces.map(({ box }) => box),
			labels: faces.map(({ score }) => score.toFixed(3)),
			keypoints: faces.flatMap(({ keypoints }) => keypoints),
		});
		return { faces, drawing, times };
	} finally {
		await session.dispose();
	}
}

async function main(args: string[]): Promise<void> {
	const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { prefer: { type: "string" } } });
	const prefer = values.prefer?.split(",") as PreferEntry[] | undefined;
	const { faces, drawing, times } = await detectFaces(positionals[0], prefer);
	const numbers = (values: readonly number[]): string => `[${values.map((value) => value.toFixed(1)).join(",")}]`;
	for (const { box, score, keypoints } of faces)
		console.log(`${numbers(box)}  ${score.toFixed(3)}  eyes ${keypoints.slice(0, 2).map(numbers).join(" ")}`);
	console.log(`network ${times.network.toFixed(2)} ms, outside it ${times.outside.toFixed(2)} ms`);
	console.log(`${faces.length === 0 ? "No face." : ""}\n${drawing}`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
	await main(process.argv.slice(2)).catch((error: Error) => {
		console.error(error.message);
		process.exitCode = 1;
	});
