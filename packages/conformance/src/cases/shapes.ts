import { Tensor } from "@polyinfer/core";
import { rejects } from "../assert.ts";
import type { ConformanceCase, Setup } from "../case.ts";
import { feedsFor } from "../feeds-for.ts";
import { addNet } from "../nets/add.ts";
import { dynamicAxesNet, dynamicBatchNet } from "../nets/dynamic.ts";
import { identityNet } from "../nets/identity.ts";
import { nonzeroNet } from "../nets/nonzero.ts";
import { scalarNet } from "../nets/scalar.ts";

const group = "shapes";
const needsFreeAxes = ({ capabilities }: Setup): string | undefined =>
	capabilities.dynamicShapes ? undefined : "capabilities.dynamicShapes is false";
const rows = (count: number): Tensor => feedsFor(dynamicBatchNet, count, count).x as Tensor;

/** Scalars, nothing at all, free axes, and bounds on them. */
export const SHAPE_CASES: readonly ConformanceCase[] = [
	{
		name: "a scalar goes in and out",
		group,
		kind: "function",
		net: scalarNet,
		async run({ open, expectRun }) {
			await expectRun(await open(scalarNet), scalarNet, { x: new Tensor("float32", Float32Array.of(41.5), []) });
		},
	},
	{
		name: "an empty tensor goes in and out",
		group,
		kind: "function",
		net: identityNet("float32", [0, 3]),
		async run({ open, expectRun }) {
			const net = identityNet("float32", [0, 3]);
			await expectRun(await open(net), net, { x: new Tensor("float32", new Float32Array(0), [0, 3]) });
		},
	},
	{
		name: "a free axis may be empty",
		group,
		kind: "function",
		net: dynamicAxesNet,
		unless: needsFreeAxes,
		async run({ open, expectRun }) {
			const session = await open(dynamicAxesNet);
			await expectRun(session, dynamicAxesNet, feedsFor(dynamicAxesNet, 1, 0));
			await expectRun(session, dynamicAxesNet, feedsFor(dynamicAxesNet, 1, 2));
		},
	},
	{
		name: "the batch size may change from run to run",
		group,
		kind: "function",
		net: dynamicBatchNet,
		unless: needsFreeAxes,
		async run({ open, expectRun }) {
			const session = await open(dynamicBatchNet);
			for (const batch of [1, 7, 2, 64, 1]) await expectRun(session, dynamicBatchNet, { x: rows(batch) });
		},
	},
	{
		name: "any axis may be free",
		group,
		kind: "function",
		net: dynamicAxesNet,
		unless: needsFreeAxes,
		async run({ open, expectRun }) {
			const session = await open(dynamicAxesNet);
			for (const [a, b] of [
				[1, 1],
				[3, 5],
				[5, 3],
			] as const)
				await expectRun(session, dynamicAxesNet, {
					x: new Tensor(
						"float32",
						Float32Array.from({ length: a * b * 2 }, (_, i) => i / 4),
						[a, b, 2],
					),
				});
		},
	},
	{
		name: "an output's size may depend on the data",
		group,
		kind: "function",
		net: nonzeroNet,
		async run({ open, expectRun }) {
			const session = await open(nonzeroNet);
			for (const values of [
				[0, 1, 0, 2, 3, 0, 0, 4],
				[0, 0, 0, 0, 0, 0, 0, 0],
				[1, 1, 1, 1, 1, 1, 1, 1],
			])
				await expectRun(session, nonzeroNet, { x: new Tensor("float32", Float32Array.from(values), [2, 4]) });
		},
	},
	{
		name: "a fixed free axis takes its size and no other",
		group,
		kind: "contract",
		net: dynamicBatchNet,
		async run({ open, expectRun }) {
			const session = await open(dynamicBatchNet, { inputs: { x: { shape: [5, 4] } } });
			await expectRun(session, dynamicBatchNet, { x: rows(5) });
			await rejects(session.run({ x: rows(4) }), "INVALID_ARGUMENT");
			await expectRun(session, dynamicBatchNet, { x: rows(5) });
		},
	},
	{
		name: "a bounded free axis takes the sizes within and no others",
		group,
		kind: "contract",
		net: dynamicBatchNet,
		unless: needsFreeAxes,
		async run({ open, expectRun }) {
			const session = await open(dynamicBatchNet, {
				inputs: { x: { shape: { min: [2, 4], opt: [4, 4], max: [8, 4] } } },
			});
			for (const batch of [2, 8]) await expectRun(session, dynamicBatchNet, { x: rows(batch) });
			for (const batch of [1, 9]) await rejects(session.run({ x: rows(batch) }), "INVALID_ARGUMENT");
			await expectRun(session, dynamicBatchNet, { x: rows(4) });
		},
	},
	{
		name: "bounds that do not fit the model are refused",
		group,
		kind: "contract",
		net: dynamicBatchNet,
		async run({ open }) {
			await rejects(open(addNet, { inputs: { nothing: { shape: [2, 3] } } }), "INVALID_ARGUMENT");
			await rejects(open(addNet, { inputs: { a: { shape: [2, 4] } } }), "INVALID_ARGUMENT");
			await rejects(open(dynamicBatchNet, { inputs: { x: { shape: [1, 2, 3] } } }), "INVALID_ARGUMENT");
		},
	},
];
