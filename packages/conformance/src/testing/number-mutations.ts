import { type Backend, InferenceError, openSession, Tensor } from "@polyinfer/core";
import { type Mutation, netName, withResults, withSessions } from "./mutation.ts";

/** The first number of the first output of one net is changed. */
function off(
	net: string,
	caught: readonly string[],
	change: (value: never) => unknown = (value) => value + 1e-3,
): Mutation {
	return {
		what: `a wrong number of ${net}`,
		backend: (fake) =>
			withResults(fake, new RegExp(`^${net}$`), (results) => {
				const data = results[0]?.data as unknown[] | undefined;
				if (data?.length) data[0] = change(data[0] as never);
				return results;
			}),
		caught,
	};
}

/** Runs of one net fail where `when` says so. */
function failing(fake: Backend, net: string, when: (size: number, run: number) => boolean): Backend {
	return withSessions(fake, (session, model) => {
		let count = 0;
		if (netName(model) !== net) return session;
		return {
			...session,
			async run(feeds, outputs, signal) {
				if (when(feeds[0]?.size ?? 0, count++)) throw new InferenceError("ENGINE", "The engine failed.");
				return session.run(feeds, outputs, signal);
			},
		};
	});
}

const isEmpty = (size: number): boolean => size === 0;

/** Wrong numbers, sizes and bounds. */
export const NUMBER_MUTATIONS: readonly Mutation[] = [
	{
		...off("add", ["two tensors are added", "warmUp runs on zeros", "the model's bytes are left as they are"]),
		andOthers: true,
	},
	off("chain", ["an elementwise chain broadcasts constants", "two sessions run side by side"]),
	off("matmul", ["matrices are multiplied"]),
	off("conv", ["an image is convolved"]),
	off("scalar", ["a scalar goes in and out"]),
	off("dynamic-axes", ["a free axis may be empty", "any axis may be free"]),
	off("nonzero", ["an output's size may depend on the data"], (value: bigint) => value + 1n),
	{ ...off("big-output", ["2.8 MB go in and out"]), andOthers: true },
	{
		what: "outputs that are swapped",
		backend: (fake) => withResults(fake, /^several$/, ([total, doubled, area]) => [area, doubled, total]),
		caught: ["several inputs and outputs do not mix"],
		andOthers: true,
	},
	{
		what: "a failure on empty tensors",
		backend: (fake) => failing(failing(fake, "dynamic-axes", isEmpty), "identity-float32", isEmpty),
		caught: ["an empty tensor goes in and out", "a free axis may be empty"],
	},
	{
		what: "the batch size of the first run kept",
		backend: (fake) => failing(fake, "dynamic-batch", (size, run) => run > 0 && size !== 4),
		caught: [
			"the batch size may change from run to run",
			"a fixed free axis takes its size and no other",
			"a bounded free axis takes the sizes within and no others",
			"a given output of another size than the result is refused",
			"warmUp finds sizes for free axes",
		],
	},
	{
		what: "bounds that are not looked at",
		open: (backend, model, { inputs: _, ...options } = {}, request = {}) =>
			openSession(backend, model, options, request),
		caught: [
			"a fixed free axis takes its size and no other",
			"a bounded free axis takes the sizes within and no others",
			"bounds that do not fit the model are refused",
		],
	},
	{
		what: "free axes taken though dynamicShapes is false",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				capabilities: { ...session.capabilities, dynamicShapes: false },
			})),
		caught: ["free axes are null and keep their names"],
	},
	{
		what: "a wrong warm-up shape",
		backend: (fake) => failing(fake, "dynamic-batch", (size, run) => run === 0 && size < 8),
		caught: ["the batch size may change from run to run", "warmUp finds sizes for free axes"],
	},
	{
		what: "an output of another dtype",
		backend: (fake) =>
			withResults(fake, /^matmul$/, ([y]) => [
				y && new Tensor("float64", Float64Array.from(y.data as Float32Array), y.shape),
			]),
		caught: ["matrices are multiplied"],
	},
	{
		what: "an output of another shape",
		backend: (fake) => withResults(fake, /^matmul$/, ([y]) => [y?.reshape([4, 3])]),
		caught: ["matrices are multiplied"],
	},
];
