import { readFile, stat } from "node:fs/promises";
import {
	type Dim,
	formatType,
	InferenceError,
	type Session,
	suggestion,
	type Tensor,
	type ValueInfo,
} from "@polyinfer/core";
import { readNpy } from "../npy/read-npy.ts";
import type { FeedRequest } from "./feed-request.ts";
import { generateTensor } from "./generate-tensor.ts";
import { UsageError } from "./usage-error.ts";

/** Largest `.npy` file that is read. */
const MAX_FILE_BYTES = 2 ** 32;

/** One input and what it is fed. */
export interface Feed {
	readonly name: string;
	readonly source: string;
	readonly tensor: Tensor;
}

/**
 * A feed for every input that must be fed: what `requests` say, else random numbers. A free first axis becomes 1;
 * any other has to be in `shapes` or in its request. Rejects with UsageError and INVALID_ARGUMENT.
 */
export async function makeFeeds(
	inputs: Session["inputs"],
	requests: readonly FeedRequest[],
	shapes: Readonly<Record<string, readonly number[]>>,
): Promise<Feed[]> {
	checkNames(
		"--input",
		requests.map(({ name }) => name),
		inputs,
	);
	const feeds: Feed[] = [];
	for (const input of inputs) {
		const request = requests.find(({ name }) => name === input.name);
		if (!request && input.optional) continue;
		const source = request?.source ?? "random";
		const wanted = request?.shape ?? shapes[input.name];
		if (source === "random" || source === "zeros") {
			const tensor = generateTensor(source, input.dtype, wanted ?? guessShape(input));
			feeds.push({ name: input.name, source, tensor });
			continue;
		}
		const tensor = await readNpyFile(source);
		feeds.push({ name: input.name, source, tensor: request?.shape ? tensor.reshape(request.shape) : tensor });
	}
	return feeds;
}

/** Throws UsageError for a name that is none of `values`, with the nearest one. */
export function checkNames(option: string, names: readonly string[], values: readonly ValueInfo[]): void {
	const known = values.map(({ name }) => name);
	for (const [i, name] of names.entries()) {
		if (!known.includes(name))
			throw new UsageError(
				`Unknown name \`${name}\` in \`${option}\`.${suggestion(name, known)} The model has: ${known.join(", ")}.`,
			);
		if (names.indexOf(name) < i) throw new UsageError(`\`${option} ${name}=...\` was given twice.`);
	}
}

function guessShape({ name, dtype, shape, dimNames }: ValueInfo): number[] {
	const free = (dim: Dim, axis: number): boolean => dim === null && axis > 0;
	if (shape && !shape.some(free)) return shape.map((dim) => dim ?? 1);
	const sizes = shape?.map((dim, axis) => dim ?? (axis === 0 ? 1 : `<${dimNames?.[axis] ?? "size"}>`)).join(",");
	throw new UsageError(
		`Input \`${name}\` is ${formatType(dtype, shape, dimNames)}: type its sizes, \`--shape ${name}=${sizes ?? "<sizes>"}\`.`,
	);
}

async function readNpyFile(path: string): Promise<Tensor> {
	let bytes: Uint8Array;
	try {
		const { size } = await stat(path);
		if (size > MAX_FILE_BYTES) throw new Error(`it has ${size} bytes, over ${MAX_FILE_BYTES}`);
		bytes = await readFile(path);
	} catch (error) {
		throw new InferenceError("INVALID_ARGUMENT", `Cannot read ${path}: ${(error as Error).message}.`, { cause: error });
	}
	return readNpy(bytes, path);
}
