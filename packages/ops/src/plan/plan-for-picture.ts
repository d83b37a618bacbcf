import { unexpected } from "../arguments.ts";
import type { PictureLike, PictureSize } from "../picture/picture.ts";
import { viewPixels } from "../picture/pixel-view.ts";
import type { PlanCache } from "./plan-cache.ts";
import { planKey } from "./plan-key.ts";

/** The kept plan for this picture's size and format and these options, or a new one. */
export function planForPicture<Options extends object, Plan>(
	plans: PlanCache<Plan>,
	plan: (options: Options & { readonly source: PictureSize }) => Plan,
	picture: PictureLike,
	options: Options,
): Plan {
	if (typeof options !== "object" || options === null) throw unexpected("an object of options", options);
	const { width, height, format } = viewPixels(picture);
	const source = { width, height, format };
	return plans.get(planKey([width, height, format, options]), () => plan({ ...options, source }));
}
