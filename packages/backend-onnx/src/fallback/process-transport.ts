import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Transport, TransportEvents } from "../javascript/transport.ts";

/**
 * Starts a child process: where the caller is itself a worker, which may be terminated at any moment and whose
 * environment variables the engine does not see. The child ends when the caller is gone.
 */
export function startProcess(events: TransportEvents): Transport {
	const child = fork(fileURLToPath(new URL("./fallback-worker.js", import.meta.url)), [], {
		serialization: "advanced",
		stdio: ["ignore", "pipe", "pipe", "ipc"],
		execArgv: [],
		env: { ...process.env, ORT_DISABLE_TELEMETRY: process.env.ORT_DISABLE_TELEMETRY || "1" },
	});
	let ending = false;
	const gone = new Promise<void>((resolve) => {
		const lost = (reason: string): void => {
			if (!ending) events.onLost(reason);
			ending = true;
			resolve();
		};
		child.on("error", (error) => lost(error.message));
		child.on("exit", (code, signal) => lost(`The process ended with ${signal ?? `code ${code}`}.`));
	});
	child.on("message", (reply) => events.onReply(reply as never));
	const streams = [child.stdout, child.stderr].filter((stream) => stream !== null);
	for (const stream of streams) stream.setEncoding("utf8").on("data", events.onText);
	const setWaiting = (waiting: boolean): void => {
		const call = waiting ? "ref" : "unref";
		child[call]();
		child.channel?.[call]();
		for (const stream of streams) (stream as unknown as { ref(): void; unref(): void })[call]();
	};
	setWaiting(false);
	return {
		name: "process",
		send: (message) => child.send(message),
		setWaiting,
		async end() {
			ending = true;
			setWaiting(true);
			if (child.connected) child.disconnect();
			await gone;
		},
	};
}
