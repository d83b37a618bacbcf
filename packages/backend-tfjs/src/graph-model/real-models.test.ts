import { existsSync } from "node:fs";
import { join } from "node:path";
import { onnxruntime } from "@polyinfer/backend-onnx";
import { type Backend, openSession, type Session, type Tensor } from "@polyinfer/core";
import { loadModel } from "@polyinfer/model/node";
import { cacheFolder, type ModelId, modelPath } from "@polyinfer/models";
import { anchorBoxes, decodeAnchors, letterbox, nms } from "@polyinfer/ops";
import { readPicture } from "@polyinfer/ops/sharp";
import { expect, test } from "vitest";
import { tfjs } from "../index.ts";

const astronaut = join(cacheFolder(), "pictures/astronaut.png");
const missing = [
	modelPath("blazeface-front-tfjs"),
	modelPath("blazeface-back-tfjs"),
	modelPath("selfie-segmentation-tfjs"),
	modelPath("blazeface-front"),
	astronaut,
].some((path) => !existsSync(path))
	? "(not fetched)"
	: "";

async function open(backend: Backend, id: ModelId, device: string): Promise<Session> {
	const [model] = await loadModel(modelPath(id), {});
	return openSession(backend, model as NonNullable<typeof model>, {}, { device });
}

async function run(session: Session, x: Tensor): Promise<Tensor[]> {
	const results = await session.run({ [session.inputs[0]?.name as string]: x });
	return Object.values(results) as Tensor[];
}

/** The astronaut for a net of this size, and the way back to her picture. */
async function astronautFor(size: number, mean: number, std: number) {
	const options = { layout: "nhwc", order: "rgb", mean, std, pad: 0, filter: "pillow-bilinear" } as const;
	return letterbox(await readPicture(astronaut), { width: size, height: size, ...options });
}

/** Numbers and boxes of two nets are in the same order where their shapes are. */
const byShape = (tensors: readonly Tensor[]) =>
	[...tensors].sort((a, b) => (String(a.shape) < String(b.shape) ? -1 : 1));

/** The faces that numbers of a net of 128 pixels stand for, in the numbers' own pixels. */
function facesOf(tensors: readonly Tensor[]) {
	const cell = (count: number) => new Array<[number, number]>(count).fill([1, 1]);
	const anchors = anchorBoxes([
		{ columns: 16, rows: 16, sizes: cell(2) },
		{ columns: 8, rows: 8, sizes: cell(6) },
	]);
	// The larger grid first, as the anchors are.
	const largest = [...tensors].sort((a, b) => (b.shape[1] as number) - (a.shape[1] as number));
	const [boxes = [], scores = []] = [16, 1].map((n) => largest.filter(({ shape }) => shape.at(-1) === n));
	const all = decodeAnchors({ boxes, scores }, { width: 128, height: 128, anchors, scale: 128, activation: "sigmoid" });
	return nms(all, { method: "weighted", iouThreshold: 0.3, compare: ">=" });
}

test.skipIf(missing)(`the face on device cpu is where ONNX Runtime finds it ${missing}`, async () => {
	const { tensor, transform } = await astronautFor(128, 127.5, 127.5);
	const [ours, theirs] = await Promise.all([
		open(tfjs, "blazeface-front-tfjs", "cpu"),
		open(onnxruntime, "blazeface-front", "cpu"),
	]);
	const [mine, reference] = [byShape(await run(ours, tensor)), byShape(await run(theirs, tensor))];
	for (const [i, { data, shape }] of reference.entries()) {
		expect(mine[i]?.shape).toEqual(shape);
		(mine[i] as Tensor<"float32">).data.forEach((value, k) => {
			expect(Math.abs(value - ((data as Float32Array)[k] as number))).toBeLessThan(1e-3);
		});
	}
	const faces = facesOf(mine);
	expect(faces).toHaveLength(1);
	expect(faces[0]?.score).toBeCloseTo(0.9209, 3);
	const box = transform.boxToSource(faces[0]?.box as never);
	[177.3, 80.6, 271.8, 175.1].forEach((value, i) => {
		expect(Math.abs((box[i] as number) - value)).toBeLessThan(0.2);
	});
	await Promise.all([ours.dispose(), theirs.dispose()]);
});

test.skipIf(missing)(`every device of Node finds the same face in the net for back cameras ${missing}`, async () => {
	const { tensor } = await astronautFor(256, 127.5, 127.5);
	const found: Tensor[][] = [];
	for (const device of ["wasm", "javascript"]) {
		const session = await open(tfjs, "blazeface-back-tfjs", device);
		expect(session.inputs[0]?.shape).toEqual([1, 256, 256, 3]);
		found.push(await run(session, tensor));
		await session.dispose();
	}
	const [first = [], second = []] = found.map((tensors) => tensors.flatMap((tensor) => tensor.toNumbers()));
	// The numbers are places in pixels of the net's picture.
	const furthest = Math.max(...first.map((value, i) => Math.abs(value - (second[i] as number))));
	expect(furthest).toBeLessThan(256 * 2e-5);
	const scores = found[0]?.filter(({ shape }) => shape.at(-1) === 1).flatMap((tensor) => tensor.toNumbers()) ?? [];
	expect(1 / (1 + Math.exp(-Math.max(...scores)))).toBeGreaterThan(0.8);
});

test.skipIf(missing)(`more than half of the astronaut's picture is a person ${missing}`, async () => {
	const { tensor } = await astronautFor(256, 0, 255);
	const session = await open(tfjs, "selfie-segmentation-tfjs", "wasm");
	const [mask] = await run(session, tensor);
	const share = (mask as Tensor).toNumbers().filter((value) => value > 0.5).length / (256 * 256);
	expect(share).toBeCloseTo(0.545, 2);
	await session.dispose();
});
