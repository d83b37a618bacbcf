import { Worker } from "node:worker_threads";
import type { Printed, Reply } from "../javascript/protocol.ts";
import type { Transport, TransportEvents } from "../javascript/transport.ts";
import { switchTelemetryOff } from "../telemetry.ts";
import { guardExit } from "./exit-guard.ts";

/** Starts a worker thread. It is never terminated while a call is inside onnxruntime-node, which would abort the process. */
export function startThread(events: TransportEvents): Transport {
	switchTelemetryOff();
	return start(events, guardExit);
}

/** Starts a worker thread for WebAssembly, which may be terminated at any moment, as at the end of the program. */
export function startWasmThread(events: TransportEvents): Transport {
	return start(events, () => () => undefined);
}

function start(events: TransportEvents, guard: (pending: Int32Array) => () => void): Transport {
	const pending = new Int32Array(new SharedArrayBuffer(4));
	const worker = new Worker(new URL("./fallback-worker.js", import.meta.url), {
		// Taken from the program's own streams; the worker sends what is printed, for reading these would keep the loop alive.
		stdout: true,
		stderr: true,
		execArgv: [],
		workerData: { pending },
	});
	const release = guard(pending);
	let ending = false;
	const lost = (reason: string): void => {
		release();
		if (!ending) events.onLost(reason);
		ending = true;
	};
	worker.on("message", (message: Reply | Printed) => {
		if ("text" in message) events.onText(message.text);
		else events.onReply(message);
	});
	worker.on("messageerror", (error) => lost(error.message));
	worker.on("error", (error) => lost(error.message));
	worker.on("exit", (code) => lost(`The worker ended with code ${code}.`));
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
