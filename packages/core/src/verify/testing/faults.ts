import { addNet, chainNet, convNet, dynamicBatchNet, matmulNet, type Net, severalNet } from "@polyinfer/conformance";
import type { Backend, BackendSession } from "../../backend.ts";
import { bfloat16ToNumber, numberToBfloat16 } from "../../half.ts";
import { Tensor } from "../../tensor.ts";

type Results = (Tensor | undefined)[];

/** One way in which a backend gives wrong numbers. */
export interface Fault {
	readonly what: string;
	readonly make: (right: Backend) => Backend;
	readonly nets: readonly Net[];
	/** What the error says. */
	readonly message: RegExp;
}

function withResults(
	backend: Backend,
	makeChange: (session: BackendSession) => (results: Results) => Results,
): Backend {
	return {
		...backend,
		async createSession(...args) {
			const session = await backend.createSession(...args);
			const change = makeChange(session);
			return {
				...session,
				run: async (feeds, outputs, signal) => change(await session.run(feeds, outputs, signal)),
			};
		},
	};
}

/** A backend whose float32 outputs have every element changed. */
export function faultyBackend(right: Backend, change: (x: number, index: number) => number): Backend {
	return withResults(right, () => (results) => results.map((tensor) => tensor && mapped(tensor, change)));
}

function mapped(tensor: Tensor, change: (x: number, index: number) => number): Tensor {
	if (tensor.dtype !== "float32") return tensor;
	return new Tensor("float32", (tensor.data as Float32Array).map(change), tensor.shape);
}

function transposed(tensor: Tensor): Tensor {
	const [rows, columns] = [tensor.shape[0] ?? 1, tensor.size / (tensor.shape[0] ?? 1)];
	const data = tensor.data as Float32Array;
	return new Tensor(
		"float32",
		data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)] as number),
		tensor.shape,
	);
}

/** Results of the run before; of the first run, its own. */
function stale(): (results: Results) => Results {
	let before: Results | undefined;
	return (results) => {
		const given = before ?? results;
		before = results;
		return given;
	};
}

/** The first run's memory, written again by each run. */
function reused(): (results: Results) => Results {
	let kept: Results | undefined;
	return (results) => {
		kept ??= results;
		results.forEach((tensor, i) => {
			(kept?.[i]?.data as Float32Array | undefined)?.set(tensor?.data as Float32Array);
		});
		return kept;
	};
}

const FLOATS = [addNet, chainNet, convNet, dynamicBatchNet, matmulNet, severalNet];
const DIFFERS = /output `\w+` differs from truth by \S+, \S+ of its range where 0\.0001 is accepted/;
const each =
	(change: (tensor: Tensor) => Tensor) =>
	(right: Backend): Backend =>
		withResults(right, () => (results) => results.map((tensor) => tensor && change(tensor)));

/** Wrong layer, NaN, wrong layout, stale memory, low precision, wrong types. */
export const FAULTS: readonly Fault[] = [
	{
		what: "a wrong layer (an activation left out)",
		make: (right) => faultyBackend(right, (x) => Math.min(x, 0.25)),
		nets: [addNet, convNet, matmulNet],
		message: DIFFERS,
	},
	{
		what: "one wrong element",
		make: (right) => faultyBackend(right, (x, i) => (i === 3 ? x + 0.01 : x)),
		nets: [addNet, chainNet, convNet, matmulNet],
		message: DIFFERS,
	},
	{
		what: "one NaN",
		make: (right) => faultyBackend(right, (x, i) => (i === 1 ? Number.NaN : x)),
		nets: FLOATS,
		message: /is NaN or infinite where it is not on truth/,
	},
	{
		what: "one infinity",
		make: (right) => faultyBackend(right, (x, i) => (i === 0 ? Number.POSITIVE_INFINITY : x)),
		nets: FLOATS,
		message: /is NaN or infinite where it is not on truth/,
	},
	{ what: "a transposed layout", make: each(transposed), nets: [addNet, chainNet, matmulNet], message: DIFFERS },
	{ what: "outputs of the run before", make: (right) => withResults(right, stale), nets: FLOATS, message: DIFFERS },
	{
		what: "outputs that the next run overwrites",
		make: (right) => withResults(right, reused),
		nets: FLOATS,
		message: DIFFERS,
	},
	{
		what: "arithmetic in bfloat16",
		make: (right) => faultyBackend(right, (x) => bfloat16ToNumber(numberToBfloat16(x))),
		nets: [addNet, convNet, chainNet, matmulNet],
		message: DIFFERS,
	},
	{
		what: "zeros",
		make: (right) => faultyBackend(right, () => 0),
		nets: FLOATS,
		message: DIFFERS,
	},
	{
		what: "a wrong shape",
		make: each((tensor) => tensor.reshape([...tensor.shape, 1])),
		nets: FLOATS,
		message: /output `\w+` is \w+ \[[\d,]*\] but \w+ \[[\d,]*\] on truth/,
	},
	{
		what: "a wrong dtype",
		make: each((tensor) => new Tensor("float64", Float64Array.from(tensor.toNumbers()), tensor.shape)),
		nets: [addNet, matmulNet],
		message: /output `\w+` is float64 \S+ but float32 \S+ on truth/,
	},
	{
		what: "a missing output",
		make: (right) =>
			withResults(right, () => ([, ...others]) => [undefined, ...others]),
		nets: FLOATS,
		message: /output `\w+` is missing but float32 \S+ on truth/,
	},
];
