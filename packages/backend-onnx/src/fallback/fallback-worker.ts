/** The other side of a JavaScript library in Node: owns it and answers requests, in a worker thread or a child process. */
import fs from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { Answerer } from "../javascript/answerer.ts";
import { buffersOfAnswer } from "../javascript/buffers-of.ts";
import type { OnnxRuntimeJavascript } from "../javascript/javascript-model.ts";
import type { Message, Printed, Reply } from "../javascript/protocol.ts";
import { shareModule } from "../web/share-module.ts";

let compiled: (() => WebAssembly.Module | undefined) | undefined;

const answerer = new Answerer(
	async ({ entry, web }) => {
		if (web) compiled ??= shareModule(web.module);
		return ((await import(entry as string)) as { default: OnnxRuntimeJavascript }).default;
	},
	() => compiled?.(),
);

if (parentPort) {
	const port = parentPort;
	const print = (text: unknown): void => port.postMessage({ text: String(text) } satisfies Printed);
	for (const stream of [process.stdout, process.stderr])
		stream.write = (text: string | Uint8Array): boolean => {
			print(text);
			return true;
		};
	// onnxruntime-web writes to the two files themselves.
	const { writeSync } = fs;
	fs.writeSync = ((file: number, text: string, ...rest: never[]) => {
		if (file !== 1 && file !== 2) return writeSync(file, text, ...rest);
		print(text);
		return text.length;
	}) as typeof writeSync;
	const { pending } = workerData as { pending: Int32Array };
	port.on("message", async (message: Message) => {
		const result = await answerer.reply(message);
		try {
			port.postMessage(result, buffersOfAnswer(result.answer));
		} catch (error) {
			port.postMessage({ id: message.id, failure: String(error) } satisfies Reply);
		} finally {
			Atomics.sub(pending, 0, 1);
			Atomics.notify(pending, 0);
		}
	});
} else {
	process.on("message", async (message: Message) => {
		const result = await answerer.reply(message);
		if (process.connected) process.send?.(result);
	});
	process.on("disconnect", () => process.exit(0));
}
