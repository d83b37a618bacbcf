import loading from "@techstark/opencv-js";
import { answerPlan, type Ops } from "../answer-plan.ts";
import { DEVIATION, MEAN, PAD, place } from "../javascript/place.ts";
import { OPENCV_JS } from "../peer-ids.ts";

const cv = await loading;

type Mat = InstanceType<typeof cv.Mat>;

/** Pictures lie in its heap: nothing is copied in but what takes turns. */
function pictureIn(rows: number, columns: number, type: number, next: () => Uint8Array, frames: number): () => Mat {
	const mat = new cv.Mat(rows, columns, type);
	mat.data.set(next());
	return () => {
		if (frames > 1) mat.data.set(next());
		return mat;
	};
}

/** This build has no `blobFromImage`: planes are split, and converted one after the other. */
function planesOf(size: number, scale: readonly number[], shift: readonly number[]) {
	const parts = new cv.MatVector();
	const tensor = new cv.Mat(3 * size, size, cv.CV_32FC1);
	const planes = [0, 1, 2].map((c) => tensor.rowRange(c * size, (c + 1) * size));
	return {
		fill(picture: Mat) {
			cv.split(picture, parts);
			for (const [c, plane] of planes.entries()) {
				const part = parts.get(c);
				part.convertTo(plane, cv.CV_32F, scale[c] as number, shift[c] as number);
				part.delete();
			}
		},
		output: () => new Float32Array(tensor.data32F),
	};
}

function letterbox(width: number, height: number, size: number) {
	const inner = place(width, height, size);
	const [small, whole] = [new cv.Mat(), new cv.Mat()];
	const dimensions = new cv.Size(inner.width, inner.height);
	const [right, bottom] = [size - inner.width - inner.left, size - inner.height - inner.top];
	const grey = new cv.Scalar(PAD, PAD, PAD, 255);
	const { fill, output } = planesOf(size, [1 / 255, 1 / 255, 1 / 255], [0, 0, 0]);
	return {
		run(picture: Mat) {
			cv.resize(picture, small, dimensions, 0, 0, cv.INTER_LINEAR);
			cv.copyMakeBorder(small, whole, inner.top, bottom, inner.left, right, cv.BORDER_CONSTANT, grey);
			fill(whole);
		},
		output,
	};
}

const ops: Ops = {
	letterbox({ width, height, size, frames }, next) {
		const picture = pictureIn(height, width, cv.CV_8UC3, next, frames);
		const { run, output } = letterbox(width, height, size);
		return { run: () => run(picture()), output };
	},
	nv12({ width, height, size, frames }, next) {
		const frame = pictureIn((height * 3) / 2, width, cv.CV_8UC1, next, frames);
		const rgb = new cv.Mat();
		const { run, output } = letterbox(width, height, size);
		return {
			run() {
				cv.cvtColor(frame(), rgb, cv.COLOR_YUV2RGB_NV12);
				run(rgb);
			},
			output,
		};
	},
	normalize({ width, height, frames }, next) {
		const picture = pictureIn(height, width, cv.CV_8UC3, next, frames);
		const scale = DEVIATION.map((deviation) => 1 / 255 / deviation);
		const shift = MEAN.map((mean, c) => -mean / (DEVIATION[c] as number));
		const { fill, output } = planesOf(height, scale, shift);
		return { run: () => fill(picture()), output };
	},
};

await answerPlan(OPENCV_JS, ops, () => {
	const told: string = cv.getBuildInformation();
	const version = /Version control:\s+(\S+)/.exec(told)?.[1] ?? "unknown";
	return { library: `OpenCV ${version}, 1 thread`, "vector code": /msimd128/.test(told) ? "on" : "off" };
});
