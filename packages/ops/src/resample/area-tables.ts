import type { KernelTables } from "./kernel-columns.ts";
import { type AreaWeights, areaWeights } from "./opencv-area-weights.ts";
import { type ResampleSpec, shrinks, windowOf } from "./resampler.ts";

/** Pixels of which sums of bytes are exact in single precision. */
const MOST_PIXELS = 2 ** 16;
/** Numbers that the kernel may read or write behind a line. */
const SLACK = 16;

/** {@link KernelTables} of `opencv-area` where it shrinks, else `undefined`. */
export function areaTables(spec: ResampleSpec): (KernelTables & { readonly words: readonly number[] }) | undefined {
	if (spec.filter !== "opencv-area" || !shrinks(spec)) return undefined;
	const window = windowOf(spec);
	const across = areaWeights(spec.sourceWidth, spec.width, window.left, window.width);
	const down = areaWeights(spec.sourceHeight, spec.height, window.top, window.height);
	const isWhole = spec.sourceWidth % spec.width === 0 && spec.sourceHeight % spec.height === 0;
	const area = (spec.sourceWidth / spec.width) * (spec.sourceHeight / spec.height);
	if (isWhole && area > MOST_PIXELS) return undefined;
	const first = across.first[0] as number;
	const pixels = across.first.reduce((end, pixel, x) => Math.max(end, pixel + (across.count[x] as number)), 0) - first;
	const line = 4 * (4 * pixels + SLACK);
	const results = 4 * (4 * window.width + SLACK);
	return {
		kind: 6,
		isDirect: true,
		columns: spans(across, first),
		rows: spans(down, 0),
		safe: 0,
		columnWeights: isWhole ? across.weights.fill(1) : across.weights,
		rowWeights: isWhole ? down.weights.fill(1) : down.weights,
		words: [across.taps, down.taps, first, pixels, bitsOf(isWhole ? 1 / area : 1), line, results],
		scratchBytes: line + 3 * results,
	};
}

function spans({ first, count }: AreaWeights, begin: number): Int32Array {
	return Int32Array.from({ length: 2 * first.length }, (_, i) =>
		i % 2 === 0 ? (first[i / 2] as number) - begin : (count[(i - 1) / 2] as number),
	);
}

/** The bits of a number in single precision. */
function bitsOf(number: number): number {
	return new Int32Array(Float32Array.of(number).buffer)[0] as number;
}
