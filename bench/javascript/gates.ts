import type { Gate } from "../harness/suite.ts";
import { PAUSES, TFJS, TIMED, WEB } from "./cases.ts";
import { faces } from "./nets.ts";

const goal = "must";

/** Longest pause of the event loop that is called free. */
const FREE_MS = 10;

/** What running in JavaScript may cost. */
export const GATES: readonly Gate[] = [
	...TIMED.flatMap(({ id, title, net, engine, format }): Gate[] => {
		if (engine === "tfjs")
			return [{ id: title, goal, case: id, peer: TFJS, atLeast: 1 / (format === "onnx" ? 1.15 : 1.1) }];
		// A net below 5 ms is told only: there the way to the worker and back is seen.
		return net === faces ? [] : [{ id: title, goal, case: id, peer: WEB, atLeast: 1 / 1.1 }];
	}),
	...PAUSES.map(({ id, title }): Gate => ({ id: title, goal, case: id, atMost: FREE_MS })),
];
