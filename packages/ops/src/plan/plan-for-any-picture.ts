import { unexpected } from "../arguments.ts";
import { sizeOfAny } from "../picture/any-picture-size.ts";
import type { AnyPicture, AnyPictureSize } from "../picture/yuv-picture.ts";
import type { PlanCache } from "./plan-cache.ts";
import { planKey } from "./plan-key.ts";

/** As `planForPicture`, of ops that take YUV pictures too. */
export function planForAnyPicture<Options extends object, Plan>(
	plans: PlanCache<Plan>,
	plan: (options: Options & { readonly source: AnyPictureSize }) => Plan,
	picture: AnyPicture,
	options: Options,
): Plan {
	if (typeof options !== "object" || options === null) throw unexpected("an object of options", options);
	const source = sizeOfAny(picture);
	return plans.get(planKey([source, options]), () => plan({ ...options, source }));
}
