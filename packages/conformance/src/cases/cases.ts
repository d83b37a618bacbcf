import type { ConformanceCase } from "../case.ts";
import { ABORT_CASES } from "./abort.ts";
import { ARITHMETIC_CASES } from "./arithmetic.ts";
import { CONCURRENCY_CASES } from "./concurrency.ts";
import { DEVICE_TENSOR_CASES } from "./device-tensors.ts";
import { DISPOSE_CASES } from "./dispose.ts";
import { DTYPE_CASES } from "./dtypes.ts";
import { EVENT_LOOP_CASES } from "./event-loop.ts";
import { FEED_MEMORY_CASES } from "./feed-memory.ts";
import { FEED_CASES } from "./feeds.ts";
import { LEAK_CASES } from "./leaks.ts";
import { METADATA_CASES } from "./metadata.ts";
import { MODEL_CASES } from "./models.ts";
import { OUTPUT_CASES } from "./outputs.ts";
import { REPORT_CASES } from "./report.ts";
import { RUN_SYNC_CASES } from "./run-sync.ts";
import { SHAPE_CASES } from "./shapes.ts";

/** Every case of the kit, in the order in which they run. */
export const CASES: readonly ConformanceCase[] = [
	...METADATA_CASES,
	...DTYPE_CASES,
	...ARITHMETIC_CASES,
	...SHAPE_CASES,
	...FEED_CASES,
	...FEED_MEMORY_CASES,
	...OUTPUT_CASES,
	...DEVICE_TENSOR_CASES,
	...MODEL_CASES,
	...REPORT_CASES,
	...RUN_SYNC_CASES,
	// Before the other slow cases, whose freed memory would hide a leak.
	...LEAK_CASES,
	...CONCURRENCY_CASES,
	...ABORT_CASES,
	...DISPOSE_CASES,
	...EVENT_LOOP_CASES,
];
