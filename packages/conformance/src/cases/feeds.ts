import { Tensor } from "@polyinfer/core";
import { check, rejects } from "../assert.ts";
import type { ConformanceCase } from "../case.ts";
import { feedsFor } from "../feeds-for.ts";
import { addNet } from "../nets/add.ts";

const group = "feeds";
const a = new Tensor("float32", new Float32Array(6), [2, 3]);
const other = (data: Float32Array, shape: number[]): unknown => ({ dtype: "float32", data, shape });

/** Feeds that must be refused before the engine sees anything. */
const WRONG: readonly (readonly [string, unknown])[] = [
	["a missing feed", { a }],
	["an extra feed", { a, b: a, c: a }],
	["a feed of another name", { a, B: a }],
	["a feed of another dtype", { a, b: new Tensor("float64", new Float64Array(6), [2, 3]) }],
	["a feed of another shape", { a, b: new Tensor("float32", new Float32Array(6), [3, 2]) }],
	["a feed of another rank", { a, b: new Tensor("float32", new Float32Array(6), [6]) }],
	["a feed with too few elements", { a, b: other(new Float32Array(5), [2, 3]) }],
	["a feed with too many elements", { a, b: other(new Float32Array(7), [2, 3]) }],
	["a feed in another container", { a, b: { dtype: "float32", data: [1, 2, 3, 4, 5, 6], shape: [2, 3] } }],
	["a feed of an unknown dtype", { a, b: { dtype: "float8", data: new Float32Array(6), shape: [2, 3] } }],
	["a feed that is no tensor", { a, b: new Float32Array(6) }],
	["a feed that is null", { a, b: null }],
	["a run without feeds", undefined],
	[
		"a feed on a device that the session does not run on",
		{
			a,
			b: {
				dtype: "float32",
				shape: [2, 3],
				location: "elsewhere",
				handle: {},
				toCpu: () => Promise.resolve(a),
				dispose: () => undefined,
			},
		},
	],
];

/** Wrong feeds, and the forms that right ones may have. */
export const FEED_CASES: readonly ConformanceCase[] = [
	...WRONG.map(
		([what, feeds]): ConformanceCase => ({
			name: `${what} is refused`,
			group,
			kind: "contract",
			async run({ open, expectRun }) {
				const session = await open(addNet);
				const error = await rejects(session.run(feeds as never), "INVALID_ARGUMENT");
				check(error.engineCode === undefined, `Expected no engine to be asked but it said ${error.engineCode}.`);
				await expectRun(session, addNet, feedsFor(addNet));
			},
		}),
	),
	{
		name: "plain objects are taken as feeds",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const session = await open(addNet);
			const plain = Object.entries(feedsFor(addNet)).map(([name, { dtype, data, shape }]) => [
				name,
				{ dtype, data, shape },
			]);
			await expectRun(session, addNet, structuredClone(Object.fromEntries(plain)));
		},
	},
	{
		name: "feeds may be views into larger memory",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const session = await open(addNet);
			const memory = Float32Array.from({ length: 32 }, (_, i) => i);
			const view = (start: number): Tensor => new Tensor("float32", memory.subarray(start, start + 6), [2, 3]);
			await expectRun(session, addNet, { a: view(3), b: view(5) });
		},
	},
	{
		name: "a feed may be given twice",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const { a: same } = feedsFor(addNet);
			await expectRun(await open(addNet), addNet, { a: same as Tensor, b: same as Tensor });
		},
	},
	{
		name: "feeds are left as they are",
		group,
		kind: "contract",
		async run({ open }) {
			const session = await open(addNet);
			const feeds = feedsFor(addNet);
			await session.run(feeds as never);
			const fresh = feedsFor(addNet);
			for (const [name, tensor] of Object.entries(feeds))
				check(String(tensor.data) === String(fresh[name]?.data), `The run changed feed \`${name}\`.`);
		},
	},
];
