/** The other side of onnxruntime-web in a browser: owns it and answers requests, in a worker. */
import { Answerer } from "../javascript/answerer.ts";
import { buffersOfAnswer } from "../javascript/buffers-of.ts";
import type { Message, Printed, Reply } from "../javascript/protocol.ts";
import { importWasm } from "./import-wasm.ts";
import { shareModule } from "./share-module.ts";

interface WorkerScope {
	readonly name: string;
	onmessage: ((event: { readonly data: Message }) => void) | null;
	postMessage(message: Reply | Printed, transfer?: readonly ArrayBuffer[]): void;
}

const scope = globalThis as unknown as WorkerScope;

// Where a bundler has put onnxruntime-web into this file, its threads start with it too, and are none of ours.
if (!scope.name.startsWith("em-pthread")) {
	let compiled: (() => WebAssembly.Module | undefined) | undefined;
	const answerer = new Answerer(
		(request) => {
			compiled ??= shareModule(request.web?.module);
			return importWasm(request);
		},
		() => compiled?.(),
	);
	for (const level of ["debug", "log", "info", "warn", "error"] as const)
		console[level] = (...parts: unknown[]) => scope.postMessage({ text: parts.map(String).join(" ") });
	scope.onmessage = async ({ data }) => {
		const result = await answerer.reply(data);
		try {
			scope.postMessage(result, buffersOfAnswer(result.answer));
		} catch (error) {
			scope.postMessage({ id: data.id, failure: String(error) });
		}
	};
}
