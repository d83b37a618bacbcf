import type { LoadTensorFlow } from "../tensorflow/loaded-tensorflow.ts";
import type { PrintSink } from "../tensorflow/tensorflow-device.ts";
import { WorkerLane } from "./worker-lane.ts";

/** Threads of a kind that wait for the next session, at most, and for how long: importing TensorFlow.js takes most of opening. */
const MOST_IDLE = 2;
const IDLE_MS = 5000;

interface Idle {
	readonly key: string;
	readonly lane: WorkerLane;
	readonly timer: NodeJS.Timeout;
}

const idle = new Set<Idle>();

/** A thread with TensorFlow.js on a device, for one session: one that waits, else a new one. Rejects with UNAVAILABLE. */
export async function startWorkerLane(request: LoadTensorFlow, print: PrintSink): Promise<WorkerLane> {
	const { device, options, threads } = request;
	const key = JSON.stringify([device, options, threads]);
	for (const one of idle) {
		if (one.key !== key) continue;
		take(one);
		if (!one.lane.isAlive) continue;
		one.lane.print = print;
		return one.lane;
	}
	const lane = await WorkerLane.start(request, print);
	lane.onIdle = () => keep(key, lane);
	return lane;
}

function take(one: Idle): void {
	clearTimeout(one.timer);
	idle.delete(one);
}

function keep(key: string, lane: WorkerLane): void {
	if ([...idle].filter((one) => one.key === key).length >= MOST_IDLE) return void lane.end();
	const timer = setTimeout(() => {
		take(one);
		void lane.end();
	}, IDLE_MS);
	timer.unref();
	const one: Idle = { key, lane, timer };
	idle.add(one);
}
