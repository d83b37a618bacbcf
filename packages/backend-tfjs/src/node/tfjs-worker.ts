/** The worker thread of a session in Node: owns one TensorFlow.js and answers requests. */
import { workerData } from "node:worker_threads";
import { Tensor, toInferenceError } from "@polyinfer/core";
import { LocalLane } from "../lane/local-lane.ts";
import { takeConsole } from "../tensorflow/tensorflow-device.ts";
import { importNode, wasmFolder } from "./find-packages.ts";
import {
	type Answers,
	buffersOf,
	type Message,
	type Reply,
	type Request,
	type WireTensor,
	type WorkerStart,
} from "./protocol.ts";

const { port, sent } = workerData as WorkerStart;
let lane: LocalLane | undefined;

function send(reply: Reply, transfer: readonly ArrayBuffer[] = []): void {
	port.postMessage(reply, transfer);
	Atomics.add(sent, 0, 1);
	Atomics.notify(sent, 0);
}

async function answer(request: Request): Promise<Answers[keyof Answers]> {
	if (request.op === "load") {
		const { device, options, threads } = request;
		const folder = wasmFolder();
		lane = await LocalLane.load({
			device,
			options,
			importNode,
			...(threads === undefined ? {} : { threads }),
			...(folder === undefined ? {} : { wasmFolder: folder }),
		});
		return lane.facts;
	}
	const loaded = lane as LocalLane;
	if (request.op === "open") return loaded.open(request);
	if (request.op === "tensors") return loaded.tensors();
	if (request.op === "clear") {
		loaded.clear();
		return loaded.tensors();
	}
	const feeds = request.feeds.map((feed) => feed && new Tensor(feed.dtype, feed.data, feed.shape));
	const results = await loaded.run(feeds, request.wanted);
	return results.map((tensor) => tensor && { dtype: tensor.dtype, data: tensor.data, shape: tensor.shape });
}

async function reply({ id, request }: Message): Promise<void> {
	try {
		const result = await answer(request);
		send({ id, answer: result }, Array.isArray(result) ? buffersOf(result as (WireTensor | undefined)[]) : []);
	} catch (error) {
		const { code, message, stage, backend, advice, scope } = toInferenceError(error);
		const given = Object.entries({ stage, backend, advice, scope }).filter(([, value]) => value !== undefined);
		send({ id, failure: { code, message, details: Object.fromEntries(given) } });
	}
}

takeConsole((level, text) => send({ level, text }));

/** One request after the other. */
let last: Promise<unknown> = Promise.resolve();
port.on("message", (message: Message) => {
	last = last.then(() => reply(message));
});
