import { type Session, Tensor } from "@polyinfer/core";
import type { Net } from "./net.ts";
import { SLOW_SIZE, slowFeed, slowNet } from "./nets/slow.ts";

/** A {@link slowNet} of a length that was measured to be slow on this machine. */
export interface SlowNet {
	readonly net: Net;
	readonly steps: number;
	/** How long one run took, on one thread. */
	readonly runMs: number;
}

/** Most steps that are tried: a backend on which this is still quick is not measurable. */
const MOST_STEPS = 8192;

/** Lengthens the slow net until a run takes `atLeastMs`. `open` opens a net on one thread. */
export async function findSlowNet(open: (net: Net) => Promise<Session>, atLeastMs: number): Promise<SlowNet> {
	for (let steps = 2; ; ) {
		const net = slowNet(steps);
		const session = await open(net);
		const runMs = await timeOf(session).finally(() => session.dispose());
		if (runMs >= atLeastMs || steps === MOST_STEPS) return { net, steps, runMs };
		const factor = Math.min(32, Math.max(2, (1.3 * atLeastMs) / runMs));
		steps = Math.min(MOST_STEPS, Math.ceil(steps * factor));
	}
}

/** Milliseconds of the quickest of three runs after a first one. */
async function timeOf(session: Session): Promise<number> {
	const x = slowTensor(0);
	let best = Number.POSITIVE_INFINITY;
	for (let i = 0; i < 4; i++) {
		const start = performance.now();
		await session.run({ x });
		if (i > 0) best = Math.min(best, performance.now() - start);
	}
	return best;
}

/** The `x` of a slow net, differing by `seed`. */
export function slowTensor(seed: number): Tensor<"float32"> {
	return new Tensor("float32", slowFeed(seed), [SLOW_SIZE, SLOW_SIZE]);
}
