import type { ConformanceCase } from "../case.ts";
import { feedsFor } from "../feeds-for.ts";
import type { Net } from "../net.ts";
import { addNet } from "../nets/add.ts";
import { bigOutputNet } from "../nets/big-output.ts";
import { chainNet } from "../nets/chain.ts";
import { convNet } from "../nets/conv.ts";
import { matmulNet } from "../nets/matmul.ts";
import { severalNet } from "../nets/several.ts";

const NETS: readonly (readonly [string, Net])[] = [
	["two tensors are added", addNet],
	["an elementwise chain broadcasts constants", chainNet],
	["matrices are multiplied", matmulNet],
	["an image is convolved", convNet],
	["several inputs and outputs do not mix", severalNet],
	["2.8 MB go in and out", bigOutputNet],
];

/** Right numbers: each net against the reference in float64, twice with differing feeds. */
export const ARITHMETIC_CASES: readonly ConformanceCase[] = NETS.map(([name, net]) => ({
	name,
	group: "arithmetic",
	kind: "function",
	net,
	async run({ open, expectRun }) {
		const session = await open(net);
		await expectRun(session, net, feedsFor(net, 1));
		await expectRun(session, net, feedsFor(net, 2));
	},
}));
