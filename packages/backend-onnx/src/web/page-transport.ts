import { Answerer } from "../javascript/answerer.ts";
import type { Transport, TransportEvents } from "../javascript/transport.ts";
import { importWasm } from "./import-wasm.ts";
import { inTurn } from "./in-turn.ts";

/** No other side at all: onnxruntime-web on the calling thread, which each call blocks. */
export function startInPage(events: TransportEvents): Transport {
	const answerer = new Answerer(importWasm);
	return {
		name: "javascript",
		send: (message) => void inTurn(() => answerer.reply(message)).then(events.onReply),
		setWaiting: () => undefined,
		end: async () => undefined,
	};
}
