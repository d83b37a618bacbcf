/** The other side of the fallback: owns onnxruntime-node and answers requests, in a worker thread or a child process. */
import { parentPort, workerData } from "node:worker_threads";
import { buffersOfAnswer } from "./buffers-of.ts";
import { JavascriptModel, type OnnxRuntimeNode } from "./javascript-model.ts";
import type { Answers, Message, Printed, Reply, Request } from "./protocol.ts";

let runtime: OnnxRuntimeNode | undefined;
let model: JavascriptModel | undefined;

async function answer(request: Request): Promise<Answers[keyof Answers]> {
	if (request.op === "load") {
		runtime = ((await import(request.entry)) as { default: OnnxRuntimeNode }).default;
		return null;
	}
	if (request.op === "open") {
		model = await JavascriptModel.open(runtime as OnnxRuntimeNode, request);
		return model.values;
	}
	if (request.op === "run") return (model as JavascriptModel).run(request);
	await model?.release();
	model = undefined;
	return null;
}

async function reply({ id, request }: Message): Promise<Reply> {
	try {
		return { id, answer: await answer(request) };
	} catch (error) {
		return { id, failure: error instanceof Error ? error.message : String(error) };
	}
}

/** One request after the other: a close must not overtake a run. */
let last: Promise<unknown> = Promise.resolve();

function inOrder(work: () => Promise<void>): void {
	last = last.then(work);
}

if (parentPort) {
	const port = parentPort;
	for (const stream of [process.stdout, process.stderr])
		stream.write = (text: string | Uint8Array): boolean => {
			port.postMessage({ text: String(text) } satisfies Printed);
			return true;
		};
	const { pending } = workerData as { pending: Int32Array };
	const send = async (message: Message): Promise<void> => {
		const result = await reply(message);
		try {
			port.postMessage(result, buffersOfAnswer(result.answer));
		} catch (error) {
			port.postMessage({ id: message.id, failure: String(error) } satisfies Reply);
		} finally {
			Atomics.sub(pending, 0, 1);
			Atomics.notify(pending, 0);
		}
	};
	port.on("message", (message: Message) => inOrder(() => send(message)));
} else {
	const send = async (message: Message): Promise<void> => {
		const result = await reply(message);
		if (process.connected) process.send?.(result);
	};
	process.on("message", (message: Message) => inOrder(() => send(message)));
	process.on("disconnect", () => process.exit(0));
}
