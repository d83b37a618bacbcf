import type { ReferenceCheck } from "../backend.ts";
import type { Catalogue } from "../catalogue.ts";
import { toInferenceError } from "../errors.ts";
import type { LoadedModel } from "../model.ts";
import type { SessionOptions } from "../session.ts";
import { compareWithReference } from "./compare-with-reference.ts";
import { DEFAULT_REFERENCE } from "./read-verify.ts";
import { runReference } from "./reference.ts";
import { TimeSlice } from "./time-slice.ts";
import type { Verified } from "./verification.ts";

/**
 * What compares sessions of the backend `backend` with the reference; `undefined` where that is the backend itself or the
 * catalogue lacks it. The reference runs each time it is asked for, and is opened no sooner.
 */
export function createReferenceCheck(
	backend: string,
	catalogue: Catalogue,
	models: readonly LoadedModel[],
	options: Omit<SessionOptions, "prefer" | "verify">,
): ReferenceCheck | undefined {
	const entry = catalogue.backends.find(({ id }) => id === DEFAULT_REFERENCE);
	if (entry === undefined || backend === entry.id) return undefined;
	return {
		id: entry.id,
		async compare(session, tolerance): Promise<Verified> {
			const slice = new TimeSlice();
			let reference: Awaited<ReturnType<typeof runReference>>;
			try {
				reference = await runReference({ entry, models, options, verify: {}, slice });
			} catch (error) {
				const { code, message } = toInferenceError(error);
				if (code === "ABORTED") throw error;
				return { checks: [], notes: [`not compared with ${entry.id}: ${message}`] };
			}
			return compareWithReference(session, { id: entry.id, reference, options, tolerance, slice });
		},
	};
}
