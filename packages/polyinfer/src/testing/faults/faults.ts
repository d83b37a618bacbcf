import { CALL_FAULTS } from "./call-faults.ts";
import type { Fault } from "./fault.ts";
import { LIBRARY_FAULTS } from "./library-faults.ts";
import { MODEL_FAULTS } from "./model-faults.ts";
import { PART_FAULTS } from "./part-faults.ts";
import { PROCESS_FAULTS } from "./process-faults.ts";

/** Everything that is made to go wrong. */
export const FAULTS: readonly Fault[] = [
	...LIBRARY_FAULTS,
	...PART_FAULTS,
	...PROCESS_FAULTS,
	...MODEL_FAULTS,
	...CALL_FAULTS,
];
