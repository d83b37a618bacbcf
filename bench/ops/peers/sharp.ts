import sharp from "sharp";
import { answerPlan, type Ops } from "../answer-plan.ts";
import { PAD } from "../javascript/place.ts";
import { SHARP } from "../peer-ids.ts";

/** As everybody writes it behind sharp: pixels apart, then through 255. */
function toPlanes(data: Uint8Array, pixels: number, tensor: Float32Array): void {
	for (let i = 0, p = 0; i < pixels; i++, p += 3) {
		tensor[i] = (data[p] as number) / 255;
		tensor[i + pixels] = (data[p + 1] as number) / 255;
		tensor[i + 2 * pixels] = (data[p + 2] as number) / 255;
	}
}

const ops: Ops = {
	letterbox({ width, height, size, threads }, next) {
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
	},
};

await answerPlan(SHARP, ops, () => ({
	library: `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}`,
	"vector code": sharp.simd() ? "on" : "off",
	threads: `${sharp.concurrency()} in the last case`,
}));
