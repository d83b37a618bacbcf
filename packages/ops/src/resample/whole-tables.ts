import type { KernelTables } from "./kernel-columns.ts";
import { type ResampleSpec, windowOf } from "./resampler.ts";
import { wholeTaps } from "./whole-taps.ts";

/** `kMargin` of `WholeShrink`, behind a row as well as before the first. */
const MARGIN = 64;

/** {@link KernelTables} of a filter that averages where both sides shrink by two or three, else `undefined`. */
export function wholeTables(spec: ResampleSpec): (KernelTables & { readonly words: readonly number[] }) | undefined {
	const taps = wholeTaps(spec);
	if (taps === undefined) return undefined;
	const { across, down } = taps;
	const window = windowOf(spec);
	const pixels = across.ratio * (window.width - 1) + across.weights.length;
	const step = Math.ceil((4 * pixels + MARGIN) / MARGIN) * MARGIN;
	// A line of 16-bit sums, the means, a dark row, and as many rows as a target row is made of.
	const rows = 2 + 2 + down.weights.length;
	return {
		kind: 5,
		isDirect: true,
		columns: Int32Array.from({ length: window.width }, (_, x) => across.ratio * x),
		rows: Int32Array.from({ length: window.height }, (_, y) => down.ratio * (window.top + y) + down.lead),
		safe: window.width,
		words: [across.kind, down.kind, across.ratio * window.left + across.lead, pixels, step],
		scratchBytes: MARGIN + rows * step + MARGIN,
	};
}
