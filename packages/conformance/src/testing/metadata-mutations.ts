import { DTYPES, type DType, InferenceError, Tensor } from "@polyinfer/core";
import { createFakeBackend } from "../fake/create-fake-backend.ts";
import { dtypesOf } from "../net.ts";
import { identityNet } from "../nets/identity.ts";
import { type Mutation, netName, withResults, withSessions } from "./mutation.ts";

const dtypes = Object.keys(DTYPES) as DType[];

/** A bit of the last element flipped. */
function flip(tensor: Tensor | undefined): Tensor | undefined {
	if (!tensor) return undefined;
	const { dtype, data, shape } = tensor;
	if (Array.isArray(data)) return new Tensor("string", [...data.slice(0, -1), `${data.at(-1)}!`], shape) as Tensor;
	const copy = data.slice();
	new Uint8Array(copy.buffer)[0] = (new Uint8Array(copy.buffer)[0] as number) ^ 1;
	return new Tensor(dtype, copy as never, shape);
}

/** Wrong names, types and bits. */
export const METADATA_MUTATIONS: readonly Mutation[] = [
	{
		what: "an id with a space",
		backend: (fake) => ({ ...fake, id: "The Fake", availability: fake.availability }),
		caught: ["the backend has an id, formats and an availability that never rejects"],
	},
	{
		what: "an engine that runs in the stead of the one in the report",
		backend: (fake) => {
			const other = createFakeBackend();
			return {
				...fake,
				async createSession(...request) {
					const [named, real] = [await fake.createSession(...request), await other.createSession(...request)];
					const dispose = async (): Promise<void> => void (await Promise.all([named.dispose(), real.dispose()]));
					return { ...real, facts: named.facts, engineRuns: () => named.engineRuns?.() ?? 0, dispose };
				},
			};
		},
		caught: ["the engine that the report names counts every run"],
	},
	{
		what: "outputs in the alphabet's order",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				outputs: [...session.outputs].sort((a, b) => (a.name < b.name ? -1 : 1)),
			})),
		caught: [
			"inputs and outputs have the model's names, order, dtypes and shapes",
			"several inputs and outputs do not mix",
			"only the outputs that are named are given",
			"outputs that are not given are new beside one that is",
			"runSync gives the same, where there is one",
		],
		andOthers: true,
	},
	{
		what: "scalars of one axis in the metadata",
		backend: (fake) =>
			withSessions(fake, (session, model) =>
				netName(model) === "scalar"
					? { ...session, outputs: session.outputs.map((output) => ({ ...output, shape: [1] })) }
					: session,
			),
		caught: ["a scalar has the shape []"],
	},
	{
		what: "lost names of free axes",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				inputs: session.inputs.map(({ name, dtype, shape }) => ({ name, dtype, shape })),
			})),
		caught: ["free axes are null and keep their names"],
	},
	{
		what: "capabilities without cancel",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				capabilities: { ...session.capabilities, cancel: undefined as never },
			})),
		caught: ["capabilities are complete"],
	},
	{
		what: "a changed bit in every dtype",
		backend: (fake) => withResults(fake, /^identity-/, ([y]) => [flip(y)]),
		caught: [...dtypes.map((dtype) => `${dtype} passes bit for bit`), "a string may hold NUL"],
	},
	{
		what: "other numbers in casts",
		backend: (fake) =>
			withResults(fake, /^cast-/, ([there, back]) => [
				there && new Tensor(there.dtype, there.data.slice().reverse() as never, there.shape),
				back,
			]),
		caught: dtypes
			.filter((dtype) => dtype !== "string" && dtype !== "float32")
			.map((dtype) => `${dtype} is cast from and to float32`),
	},
	{
		what: "strings cut at NUL",
		backend: (fake) =>
			withResults(fake, /^identity-string$/, ([y]) => [
				y && (new Tensor("string", (y.data as string[]).map(cut), y.shape) as Tensor),
			]),
		caught: ["a string may hold NUL"],
	},
	{
		what: "a dtype that is declared but refused",
		backend: (fake) => ({
			...fake,
			createSession(model, options, context) {
				const { inputs, outputs } = model.metadata ?? { inputs: [], outputs: [] };
				if ([...inputs, ...outputs].some(({ dtype }) => dtype === "uint16"))
					throw new InferenceError("UNSUPPORTED", "No uint16.");
				return fake.createSession(model, options, context);
			},
		}),
		caught: [
			"uint16 passes bit for bit",
			"uint16 is cast from and to float32",
			"the declared dtypes open and no others",
		],
	},
	{
		what: "a dtype that is not declared but opens",
		backend: (fake) =>
			withSessions(fake, (session) => ({
				...session,
				capabilities: { ...session.capabilities, dtypes: [...dtypesOf(identityNet("float32"))] },
			})),
		caught: ["the declared dtypes open and no others"],
	},
];

function cut(text: string): string {
	return text.split("\u0000")[0] as string;
}
