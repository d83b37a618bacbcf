import { parentPort, workerData } from "node:worker_threads";
import { openCuda } from "../index.ts";

const [scenario, library] = (workerData as [string, string] | null) ?? (process.argv.slice(2) as [string, string]);

/** Programs for tests of whole processes and workers on the fake driver. */
const scenarios: Record<string, () => Promise<void>> = {
	async "exit in flight"() {
		const cuda = await openCuda({ library });
		const stream = cuda.createStream();
		const memory = cuda.allocate(1 << 20);
		for (let i = 0; i < 50; i++) {
			stream.fill(memory, 0, 1 << 20, i);
			void stream.download(memory, 0, 1 << 20);
		}
		setTimeout(() => process.exit(7), 5);
	},
	async "forgets all"() {
		const cuda = await openCuda({ library });
		const stream = cuda.createStream();
		stream.fill(cuda.allocate(1000), 0, 1000, 1);
		console.log("done");
	},
	async busy() {
		const cuda = await openCuda({ library });
		parentPort?.postMessage("running");
		for (;;) {
			const stream = cuda.createStream();
			const memory = cuda.allocate(10_000);
			stream.upload(memory, 0, new Uint8Array(10_000));
			await Promise.all([stream.download(memory, 0, 10_000), stream.finished()]);
			memory.dispose();
			await stream.dispose();
		}
	},
};
await scenarios[scenario]?.();
