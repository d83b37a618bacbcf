import { Tensor } from "@polyinfer/core";
import { check, checkSame, rejects } from "../assert.ts";
import type { CaseContext, ConformanceCase } from "../case.ts";
import { compare } from "../compare.ts";
import { feedsFor } from "../feeds-for.ts";
import { addNet } from "../nets/add.ts";
import { dynamicBatchNet } from "../nets/dynamic.ts";
import { severalNet } from "../nets/several.ts";
import { evaluate } from "../reference.ts";

const group = "outputs";
const sum = (seed: number): never => evaluate(addNet, feedsFor(addNet, seed)).sum as never;

/** Runs `addNet` into `output` twice; each time it must be the given memory and hold the result. */
async function expectWritten(
	{ open }: CaseContext,
	allocate: (context: Awaited<ReturnType<CaseContext["open"]>>) => Tensor,
): Promise<void> {
	const session = await open(addNet);
	const output = allocate(session);
	const { data } = output;
	for (const seed of [1, 2]) {
		const results = await session.run(feedsFor(addNet, seed), { outputs: { sum: output } });
		compare(output, sum(seed), "the given output");
		check(results.sum?.data === data, "Expected the result to be in the memory that was given.");
	}
	output.dispose();
}

/** Which outputs there are, and where they are written. */
export const OUTPUT_CASES: readonly ConformanceCase[] = [
	{
		name: "only the outputs that are named are given",
		group,
		kind: "contract",
		net: severalNet,
		async run({ open }) {
			const session = await open(severalNet);
			const feeds = feedsFor(severalNet);
			for (const names of [["area"], ["area", "total"], []]) {
				const results = await session.run(feeds, { outputs: names });
				checkSame(Object.keys(results).sort(), [...names].sort(), "names of the results");
				for (const name of names)
					compare(results[name], evaluate(severalNet, feeds)[name] as never, `output \`${name}\``);
			}
		},
	},
	{
		name: "an unknown output is refused",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const session = await open(addNet);
			await rejects(session.run(feedsFor(addNet), { outputs: ["total"] }), "INVALID_ARGUMENT");
			await expectRun(session, addNet, feedsFor(addNet));
		},
	},
	{
		name: "a given output that does not fit is refused",
		group,
		kind: "contract",
		async run({ open, expectRun }) {
			const session = await open(addNet);
			for (const wrong of [
				new Tensor("float32", new Float32Array(6), [3, 2]),
				new Tensor("int32", new Int32Array(6), [2, 3]),
			])
				await rejects(session.run(feedsFor(addNet), { outputs: { sum: wrong } }), "INVALID_ARGUMENT");
			await expectRun(session, addNet, feedsFor(addNet));
		},
	},
	{
		name: "a given output of another size than the result is refused",
		group,
		kind: "contract",
		net: dynamicBatchNet,
		unless: ({ capabilities }) => (capabilities.dynamicShapes ? undefined : "capabilities.dynamicShapes is false"),
		async run({ open, expectRun }) {
			const session = await open(dynamicBatchNet);
			const feeds = feedsFor(dynamicBatchNet, 1, 3);
			for (const rows of [2, 4]) {
				const memory = new Float32Array(24).fill(9);
				const y = new Tensor("float32", memory.subarray(0, rows * 3), [rows, 3]);
				await rejects(session.run(feeds, { outputs: { y } }), ["INVALID_ARGUMENT", "ENGINE"]);
				check(
					memory.subarray(rows * 3).every((value) => value === 9),
					"The result was written beyond the given output.",
				);
			}
			await expectRun(session, dynamicBatchNet, feeds);
		},
	},
	{
		name: "a plain tensor that is given is written",
		group,
		kind: "contract",
		run: (context) => expectWritten(context, () => new Tensor("float32", new Float32Array(6).fill(9), [2, 3])),
	},
	{
		name: "a given view into larger memory is written, its surroundings are not",
		group,
		kind: "contract",
		async run(context) {
			const memory = new Float32Array(20).fill(9);
			await expectWritten(context, () => new Tensor("float32", memory.subarray(5, 11), [2, 3]));
			const around = [...memory.subarray(0, 5), ...memory.subarray(11)];
			check(
				around.every((value) => value === 9),
				`Expected the memory around the output to stay 9 but received ${around}.`,
			);
		},
	},
	{
		name: "an allocated tensor that is given is written in place",
		group,
		kind: "contract",
		run: (context) => expectWritten(context, (session) => session.allocate("sum")),
	},
	{
		name: "a SharedArrayBuffer that is given is written in place",
		group,
		kind: "contract",
		unless: () => (typeof SharedArrayBuffer === "undefined" ? "there is no SharedArrayBuffer" : undefined),
		run: (context) =>
			expectWritten(context, () => new Tensor("float32", new Float32Array(new SharedArrayBuffer(24)), [2, 3])),
	},
	{
		name: "outputs that are not given are new beside one that is",
		group,
		kind: "contract",
		net: severalNet,
		async run({ open }) {
			const session = await open(severalNet);
			const feeds = feedsFor(severalNet, 3);
			const doubled = new Tensor("int32", new Int32Array(3), [3]);
			const results = await session.run(feeds, { outputs: { doubled } });
			for (const [name, value] of Object.entries(evaluate(severalNet, feeds)))
				compare(results[name], value, `output \`${name}\``);
			check(results.doubled?.data === doubled.data, "Expected `doubled` in the memory that was given.");
		},
	},
	{
		name: "outputs are the caller's own, also after dispose",
		group,
		kind: "contract",
		async run({ open }) {
			const session = await open(addNet);
			const first = (await session.run(feedsFor(addNet, 1))).sum;
			const second = (await session.run(feedsFor(addNet, 2))).sum;
			(second as Tensor<"float32">).data.fill(0);
			await session.run(feedsFor(addNet, 3));
			await session.dispose();
			compare(first, sum(1), "the first result after two more runs and dispose");
		},
	},
];
