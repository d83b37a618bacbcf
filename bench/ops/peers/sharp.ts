import { readFileSync } from "node:fs";
import sharp from "sharp";
import { answerPlan, type Ops } from "../answer-plan.ts";
import { rowsOf } from "../boxes.ts";
import { decode, type Found, rowOf, suppress } from "../javascript/detect.ts";
import { PAD } from "../javascript/place.ts";
import { floatsOf } from "../numbers.ts";
import { SHARP } from "../peer-ids.ts";

/** What it is told of a picture. */
interface Picture {
	readonly width: number;
	readonly height: number;
	readonly size: number;
	readonly threads: number;
}

/** As everybody writes it behind sharp: pixels apart, then through 255. */
function toPlanes(data: Uint8Array, pixels: number, tensor: Float32Array): void {
	for (let i = 0, p = 0; i < pixels; i++, p += 3) {
		tensor[i] = (data[p] as number) / 255;
		tensor[i + pixels] = (data[p + 1] as number) / 255;
		tensor[i + 2 * pixels] = (data[p + 2] as number) / 255;
	}
}

function letterbox({ width, height, size, threads }: Picture, next: () => Uint8Array) {
	sharp.cache(false);
	sharp.concurrency(threads);
	const tensor = new Float32Array(3 * size * size);
	const margins = { fit: "contain", background: { r: PAD, g: PAD, b: PAD }, kernel: "linear" } as const;
	return {
		async run() {
			const picture = sharp(next(), { raw: { width, height, channels: 3 } }).resize(size, size, margins);
			toPlanes(await picture.removeAlpha().raw().toBuffer(), size * size, tensor);
		},
		output: () => tensor,
	};
}

const ops: Ops = {
	letterbox,
	pipeline(work, next) {
		const { run } = letterbox(work, next);
		const head = floatsOf(new Uint8Array(readFileSync(work.netOutput)));
		const threshold = { confidence: work.confidence, isMultiLabel: work.multiLabel === 1 };
		let found: readonly Found[] = [];
		return {
			async run() {
				await run();
				found = suppress(decode(head, work, threshold), work.iou, true, work.keep);
			},
			output: () => rowsOf(found.map(rowOf)),
		};
	},
};

await answerPlan(SHARP, ops, () => ({
	library: `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`,
	"vector code": sharp.simd() ? "on" : "off",
	threads: `${sharp.concurrency()} in the last case`,
}));
