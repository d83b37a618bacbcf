import { dynamicBatchNet, evaluate, feedsFor, loadNet, type Net, nonzeroNet } from "@polyinfer/conformance";
import { InferenceError, type OpenRequest, openSession, type Session, type SessionOptions } from "@polyinfer/core";
import type { Fakes } from "./fakes.ts";

/** One way to use the engine from beginning to end. */
export interface Scenario {
	readonly title: string;
	readonly net: Net;
	readonly session: SessionOptions;
	readonly request: OpenRequest;
	/** Sizes of the free axis, a run each. */
	readonly sizes: readonly number[];
}

/** What a scenario came to: `"ok"`, or its first rejection. Wrong numbers throw. */
export interface Outcome {
	readonly code: string;
	readonly stage?: string | undefined;
	readonly engineCode?: number | undefined;
	readonly scope?: string | undefined;
	readonly message: string;
	/** Whether a run after the one that failed gave the right numbers; undefined: none was tried. */
	readonly again?: boolean;
}

const bounds = { x: { shape: { min: [1, 4], opt: [2, 4], max: [8, 4] } } };

/** Together they call all that the engine calls of the library, but for plans that were saved. */
export const SCENARIOS: readonly Scenario[] = [
	{ title: "free axis", net: dynamicBatchNet, session: { inputs: bounds }, request: {}, sizes: [2, 3, 3] },
	{ title: "sizes by values", net: nonzeroNet, session: {}, request: {}, sizes: [1, 1] },
	{
		title: "CUDA graph",
		net: dynamicBatchNet,
		session: { inputs: bounds },
		request: { options: { cudaGraph: true } },
		sizes: [2, 2, 2],
	},
];

/** Opens, runs and disposes. */
export async function play({ backend }: Fakes, { net, session: given, request, sizes }: Scenario): Promise<Outcome> {
	let session: Session;
	try {
		session = await openSession(backend, await loadNet(net, "onnx"), given, request);
	} catch (error) {
		return outcomeOf(error);
	}
	let failed: Outcome | undefined;
	try {
		for (const [i, size] of sizes.entries()) {
			try {
				await runOnce(session, net, size, i);
			} catch (error) {
				failed = outcomeOf(error);
				break;
			}
		}
		if (failed === undefined || failed.code === "DEVICE_LOST") return failed ?? { code: "ok", message: "" };
		const again = await runOnce(session, net, sizes[0] as number, 9).then(
			() => true,
			() => false,
		);
		return { ...failed, again };
	} finally {
		await session.dispose();
	}
}

async function runOnce(session: Session, net: Net, size: number, seed: number): Promise<void> {
	const shaped = {
		...net,
		inputs: net.inputs.map((input) => ({
			...input,
			shape: input.shape.map((dim) => (typeof dim === "number" ? dim : size)),
		})),
	};
	const feeds = feedsFor(shaped, seed);
	const results = await session.run(feeds);
	for (const [name, { shape, values }] of Object.entries(evaluate(net, feeds))) {
		const result = results[name];
		if (result === undefined || String(result.shape) !== String(shape))
			throw new Error(`Expected \`${name}\` as [${shape}] but received ${result}.`);
		for (const [i, value] of Array.from(values as ArrayLike<number>).entries())
			if (Math.abs(Number(result.data[i]) - Number(value)) > 1e-4)
				throw new Error(`Expected ${value} at ${i} of \`${name}\` but received ${result.data[i]}.`);
	}
}

/** Anything that is no InferenceError goes on: it is no way to fail. */
function outcomeOf(error: unknown): Outcome {
	if (!(error instanceof InferenceError)) throw error;
	const { code, stage, engineCode, scope, message } = error;
	return { code, stage, engineCode, scope, message };
}
