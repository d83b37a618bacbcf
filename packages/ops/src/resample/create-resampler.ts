import { AntialiasResampler } from "./antialias-resampler.ts";
import { NearestResampler } from "./nearest-resampler.ts";
import { OpencvAreaResampler } from "./opencv-area-resampler.ts";
import { OpencvBilinearResampler } from "./opencv-bilinear-resampler.ts";
import { PillowResampler } from "./pillow-resampler.ts";
import { type Resampler, type ResampleSpec, shrinks } from "./resampler.ts";
import { WholeAntialiasResampler } from "./whole-antialias-resampler.ts";
import { wholeTaps } from "./whole-taps.ts";

/** The resampler of `spec.filter`, its tables ready. */
export function createResampler(spec: ResampleSpec): Resampler {
	if (spec.filter === "nearest") return new NearestResampler(spec);
	if (spec.filter === "opencv-area" && shrinks(spec)) return new OpencvAreaResampler(spec);
	if (spec.filter === "opencv-bilinear" || spec.filter === "opencv-area") return new OpencvBilinearResampler(spec);
	if (spec.filter === "antialias") {
		const taps = wholeTaps(spec);
		return taps === undefined ? new AntialiasResampler(spec) : new WholeAntialiasResampler(spec, taps);
	}
	return new PillowResampler(spec);
}
