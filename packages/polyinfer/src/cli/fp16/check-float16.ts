import {
	type Backend,
	type Catalogue,
	createSessionFrom,
	InferenceError,
	type LoadedModel,
	toInferenceError,
	type VerifiedOutput,
} from "@polyinfer/core";
import { type Model, roundFloat16, writeOnnx } from "@polyinfer/model";
import type { CliContext } from "../command.ts";
import { checkNames, makeFeeds } from "../make-feeds.ts";
import type { CheckRequest } from "./read-check.ts";

/** A model and what was made of it. Both have the same inputs and outputs. */
interface Compared extends CheckRequest {
	readonly original: LoadedModel;
	readonly rewritten: Model;
	/** Of the original, for messages. */
	readonly path: string;
	readonly trusted: boolean;
}

/** As messages name the original. */
const ORIGINAL = "float32";

/**
 * Runs both models by ONNX Runtime on the same inputs, the rewritten one rounding behind each node, and gives how far each
 * output is off. Rejects with ENGINE where one is too far off, with UNAVAILABLE, UsageError and what the model's runs
 * reject with.
 */
export async function checkFloat16(compared: Compared, context: CliContext): Promise<readonly VerifiedOutput[]> {
	const { original, rewritten, trusted, requests, shapes, seeds, tolerance } = compared;
	const values = original.metadata?.inputs ?? [];
	for (const [option, names] of [
		["--input", requests.map(({ name }) => name)],
		["--shape", Object.keys(shapes)],
	] as const)
		checkNames(option, names, values);
	const fed = values.filter(({ name }) => requests.some((request) => request.name === name));
	const feeds = await makeFeeds(fed, requests, shapes);
	const create = createSessionFrom(catalogueOf(compared, context.catalogue), context.loader);
	const bytes = writeOnnx(roundFloat16(rewritten));
	let worst: readonly VerifiedOutput[] = [];
	for (let seed = 1; seed <= seeds; seed++) {
		const session = await create(bytes, {
			prefer: ["onnxruntime"],
			trusted,
			inputs: Object.fromEntries(Object.entries(shapes).map(([name, shape]) => [name, { shape }])),
			verify: {
				backend: ORIGINAL,
				inputs: Object.fromEntries(feeds.map(({ name, tensor }) => [name, tensor])),
				tolerance,
				seed,
			},
		}).catch((error: unknown) => {
			throw told(error, compared);
		});
		const { verification } = session.report;
		await session.dispose();
		worst = worse(worst, verification?.outputs ?? []);
	}
	return worst;
}

/** ONNX Runtime, and beside it ONNX Runtime that opens the original whatever it is given. */
function catalogueOf({ original }: Compared, { backends }: Catalogue): Catalogue {
	const engine = backends.find(({ id }) => id === "onnxruntime");
	if (engine === undefined)
		throw new InferenceError("UNAVAILABLE", "`--check` runs models by onnxruntime, which this catalogue lacks.");
	const load = async (): Promise<Backend> => {
		const backend = await engine.load();
		return {
			id: ORIGINAL,
			formats: backend.formats,
			availability: () => backend.availability(),
			createSession: (_model, options, context) => backend.createSession(original, options, context),
		};
	};
	return { backends: [engine, { id: ORIGINAL, install: engine.install, load }], words: {}, defaultPrefer: [engine.id] };
}

function told(error: unknown, { path }: Compared): InferenceError {
	const failure = toInferenceError(error);
	const attempt = failure.attempts[0];
	if (attempt?.stage !== "verify" || attempt.code !== "ENGINE") return failure;
	return new InferenceError("ENGINE", `${path} was not rewritten, float16 spoils it. ${attempt.message}`, {
		stage: "verify",
		advice: "Name what shall stay in float32, `--keep Softmax,Exp`, or accept more, `--tolerance 0.05`.",
	});
}

function worse(a: readonly VerifiedOutput[], b: readonly VerifiedOutput[]): readonly VerifiedOutput[] {
	return b.map((output) => {
		const other = a.find(({ name }) => name === output.name);
		return other !== undefined && other.maxRelative > output.maxRelative ? other : output;
	});
}
