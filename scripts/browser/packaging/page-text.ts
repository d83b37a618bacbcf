/** What a page is asked for, in its URL. */
export interface PageQuestion {
	/** Path of a net that adds two float32 tensors of 2 x 3. */
	readonly model: string;
	readonly prefer: readonly object[];
}

/** What it says. */
export interface PageAnswer {
	/** What the net gave; missing where no session was opened. */
	readonly sum?: readonly number[];
	readonly backend?: string;
	/** How JavaScript reaches the engine. */
	readonly binding?: string;
	readonly notes?: readonly string[];
	readonly error?: {
		readonly code: string;
		readonly attempts: readonly { readonly message: string; readonly advice?: string }[];
	};
}

/** The program of a user's page, which also runs as a worker: opens the model, runs it, and says what came. */
export const PAGE_TEXT = `
	import { createSession, Tensor } from "polyinfer";
	async function answer() {
		const { model, prefer } = JSON.parse(decodeURIComponent(location.search.slice(1)));
		const session = await createSession(new URL(model, location.origin), { prefer });
		try {
			const a = new Tensor("float32", Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]);
			const { sum } = await session.run({ a, b: a });
			const { backend, binding, notes } = session.report;
			return { sum: [...sum.data], backend, binding, notes };
		} finally {
			await session.dispose();
		}
	}
	const failed = ({ code, message, attempts = [] }) => ({
		error: { code: code ?? message, attempts: attempts.map(({ message, advice }) => ({ message, advice })) },
	});
	const text = "answer " + JSON.stringify(await answer().catch(failed));
	if (typeof document === "object") console.log(text);
	else postMessage(text);
`;

/** A page that starts the same program as a worker and passes on what it says. */
export const WORKER_STARTER = `
	const worker = new Worker("/main.js" + location.search, { type: "module" });
	worker.onmessage = ({ data }) => console.log(data);
	worker.onerror = ({ message }) => console.log("answer " + JSON.stringify({ error: { code: message, attempts: [] } }));
`;

/** A page with one script. */
export const htmlOf = (script: string, head = ""): string =>
	`<!doctype html><link rel="icon" href="data:,">${head}<script type="module" src="${script}"></script>`;
