import type { Printed, Reply } from "../javascript/protocol.ts";
import type { Transport, TransportEvents } from "../javascript/transport.ts";

/** Starts a browser's worker. Ending it in the middle of a call harms nobody. */
export function startWebWorker(events: TransportEvents): Transport {
	let ending = false;
	const lost = (reason: string): void => {
		if (!ending) events.onLost(reason);
		ending = true;
	};
	// A worker that a policy forbids throws here in some browsers, and in others fails like one whose script is missing.
	let worker: Worker | undefined;
	try {
		worker = new Worker(new URL("./web-worker.js", import.meta.url), { type: "module", name: "onnxruntime-web" });
		worker.onmessage = ({ data }: MessageEvent<Reply | Printed>) => {
			if ("text" in data) events.onText(data.text);
			else events.onReply(data);
		};
		worker.onmessageerror = () => lost("A message could not be read.");
		worker.onerror = (event) => {
			event.preventDefault();
			lost(event.message || "Its script web-worker.js does not load: it is not served, or a policy forbids workers.");
		};
	} catch (error) {
		queueMicrotask(() => lost(error instanceof Error ? error.message : String(error)));
	}
	return {
		name: "worker",
		send: (message, transfer) => worker?.postMessage(message, transfer as ArrayBuffer[]),
		setWaiting: () => undefined,
		async end() {
			ending = true;
			worker?.terminate();
		},
	};
}
