import { AntialiasResampler } from "./antialias-resampler.ts";
import { NearestResampler } from "./nearest-resampler.ts";
import { OpencvAreaResampler } from "./opencv-area-resampler.ts";
import { OpencvBilinearResampler } from "./opencv-bilinear-resampler.ts";
import { PillowResampler } from "./pillow-resampler.ts";
import { type Resampler, type ResampleSpec, shrinks } from "./resampler.ts";

/** The resampler of `spec.filter`, its tables ready. */
export function createResampler(spec: ResampleSpec): Resampler {
	if (spec.filter === "nearest") return new NearestResampler(spec);
	if (spec.filter === "opencv-area" && shrinks(spec)) return new OpencvAreaResampler(spec);
	if (spec.filter === "opencv-bilinear" || spec.filter === "opencv-area") return new OpencvBilinearResampler(spec);
	if (spec.filter === "antialias") return new AntialiasResampler(spec);
	return new PillowResampler(spec);
}
