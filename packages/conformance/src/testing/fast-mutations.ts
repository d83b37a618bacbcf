import { DEVICE_MUTATIONS } from "./device-mutations.ts";
import { FEED_MUTATIONS } from "./feed-mutations.ts";
import { METADATA_MUTATIONS } from "./metadata-mutations.ts";
import { MODEL_MUTATIONS } from "./model-mutations.ts";
import type { Mutation } from "./mutation.ts";
import { NUMBER_MUTATIONS } from "./number-mutations.ts";
import { OUTPUT_MUTATIONS } from "./output-mutations.ts";
import { SESSION_MUTATIONS } from "./session-mutations.ts";

/** Every way to be wrong that the fast cases catch. */
export const FAST_MUTATIONS: readonly Mutation[] = [
	...METADATA_MUTATIONS,
	...NUMBER_MUTATIONS,
	...DEVICE_MUTATIONS,
	...FEED_MUTATIONS,
	...OUTPUT_MUTATIONS,
	...MODEL_MUTATIONS,
	...SESSION_MUTATIONS,
];
