import { Worker } from "node:worker_threads";
import { guardExit } from "./exit-guard.ts";
import type { Transport, TransportEvents } from "./transport.ts";

/** Starts a worker thread. It is never terminated while a call is inside onnxruntime-node, which would abort the process. */
export function startThread(events: TransportEvents): Transport {
	// The engine reads the process's own environment, once, when its library is loaded.
	process.env.ORT_DISABLE_TELEMETRY ??= "1";
	const pending = new Int32Array(new SharedArrayBuffer(4));
	const worker = new Worker(new URL("./fallback-worker.js", import.meta.url), {
		stdout: true,
		stderr: true,
		execArgv: [],
		workerData: { pending },
	});
	const release = guardExit(pending);
	let ending = false;
	const lost = (reason: string): void => {
		release();
		if (!ending) events.onLost(reason);
		ending = true;
	};
	worker.on("message", events.onReply);
	worker.on("messageerror", (error) => lost(error.message));
	worker.on("error", (error) => lost(error.message));
	worker.on("exit", (code) => lost(`The worker ended with code ${code}.`));
	for (const stream of [worker.stdout, worker.stderr]) stream.setEncoding("utf8").on("data", events.onText);
	worker.unref();
	return {
		name: "worker",
		send(message, transfer) {
			Atomics.add(pending, 0, 1);
			worker.postMessage(message, transfer);
		},
		setWaiting: (waiting) => (waiting ? worker.ref() : worker.unref()),
		async end() {
			ending = true;
			while (Atomics.load(pending, 0) > 0) await new Promise((resolve) => setTimeout(resolve, 1));
			await worker.terminate();
			release();
		},
	};
}
