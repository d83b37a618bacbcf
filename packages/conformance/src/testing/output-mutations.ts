import { type OutputRequest, Tensor, type TensorData } from "@polyinfer/core";
import { type Mutation, netName, openWith, withSessions } from "./mutation.ts";

/** A backend that gives new tensors where `forgets` says that a given one is forgotten. */
function forgetting(what: string, forgets: (tensor: Tensor) => boolean, caught: readonly string[]): Mutation {
	const forget = (requests: readonly OutputRequest[]): OutputRequest[] =>
		requests.map((request) => (request instanceof Tensor && forgets(request) ? "new" : request));
	return {
		what,
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				run: (feeds, outputs, signal) => session.run(feeds, forget(outputs), signal),
			})),
		caught,
	};
}

const isShared = ({ data }: Tensor): boolean => !Array.isArray(data) && data.buffer instanceof SharedArrayBuffer;
const isView = ({ data }: Tensor): boolean => !Array.isArray(data) && data.byteOffset > 0;

/** Outputs that are missing, too many, or in the wrong memory. */
export const OUTPUT_MUTATIONS: readonly Mutation[] = [
	{
		what: "all outputs whatever is asked for",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				run: (feeds, outputs, signal) =>
					session.run(
						feeds,
						outputs.map((request) => (request === "skip" ? "new" : request)),
						signal,
					),
			})),
		caught: ["only the outputs that are named are given"],
	},
	{
		what: "unknown outputs that are ignored",
		open: openWith((session) => ({
			run: (feeds, { outputs, ...options } = {}) => {
				const names = session.outputs.map(({ name }) => name);
				if (!Array.isArray(outputs)) return session.run(feeds, { ...options, ...(outputs ? { outputs } : {}) });
				return session.run(feeds, { ...options, outputs: outputs.filter((name) => names.includes(name)) });
			},
		})),
		caught: ["an unknown output is refused"],
	},
	{
		what: "given outputs that do not fit are ignored",
		open: openWith((session) => ({
			run: (feeds, { outputs, ...options } = {}) => {
				const sum = (outputs as Record<string, Tensor> | undefined)?.sum;
				const isWrong = sum !== undefined && (sum.dtype !== "float32" || sum.shape.join() !== "2,3");
				return session.run(feeds, { ...options, ...(outputs && !isWrong ? { outputs } : {}) });
			},
		})),
		caught: ["a given output that does not fit is refused"],
	},
	forgetting("plain outputs that are not written", (tensor) => !tensor.pooled && !isShared(tensor) && !isView(tensor), [
		"a given output of another size than the result is refused",
		"a plain tensor that is given is written",
		"outputs that are not given are new beside one that is",
	]),
	forgetting("views that are not written", isView, [
		"a given view into larger memory is written, its surroundings are not",
	]),
	forgetting("pooled outputs that are not written", (tensor) => tensor.pooled, [
		"an allocated tensor that is given is written in place",
	]),
	forgetting("shared outputs that are not written", isShared, [
		"a SharedArrayBuffer that is given is written in place",
	]),
	{
		what: "given outputs written with their surroundings",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				run: async (feeds, outputs, signal) => {
					const results = await session.run(feeds, outputs, signal);
					for (const request of outputs)
						if (request instanceof Tensor && isView(request))
							new Float32Array((request.data as Float32Array).buffer)[0] = 0;
					return results;
				},
			})),
		caught: ["a given view into larger memory is written, its surroundings are not"],
	},
	{
		what: "one memory for the outputs of all runs",
		backend: (fake) =>
			withSessions(fake, (session) => {
				let kept: Tensor | undefined;
				return {
					...session,
					run: async (feeds, outputs, signal) => {
						const [first, ...others] = await session.run(feeds, outputs, signal);
						if (!first || outputs[0] !== "new" || first.dtype !== "float32") return [first, ...others];
						if (kept?.size !== first.size)
							kept = new Tensor(first.dtype, first.data.slice() as TensorData, first.shape);
						(kept.data as Float32Array).set(first.data as Float32Array);
						return [kept, ...others];
					},
				};
			}),
		caught: ["outputs are the caller's own, also after dispose"],
		andOthers: true,
	},
	{
		what: "results written into outputs of any size",
		backend: (fake) =>
			withSessions(fake, (session, model) => ({
				...session,
				run: async (feeds, outputs, signal) => {
					const [request] = outputs;
					if (netName(model) !== "dynamic-batch" || !(request instanceof Tensor))
						return session.run(feeds, outputs, signal);
					const [y] = await session.run(feeds, ["new"], signal);
					(request.data as Float32Array).set(((y as Tensor).data as Float32Array).subarray(0, request.size));
					return [request];
				},
			})),
		caught: ["a given output of another size than the result is refused"],
	},
];
