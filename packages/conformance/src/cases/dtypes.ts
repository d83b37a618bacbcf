import { DTYPES, type DType, Tensor } from "@polyinfer/core";
import { check, rejects } from "../assert.ts";
import type { ConformanceCase } from "../case.ts";
import { compareBits } from "../compare.ts";
import { castNet } from "../nets/cast.ts";
import { identityNet } from "../nets/identity.ts";
import { encode, extremes } from "../values.ts";

const group = "dtypes";
const NAMES = Object.keys(DTYPES) as DType[];

function identityCase(dtype: DType): ConformanceCase {
	const net = identityNet(dtype);
	return {
		name: `${dtype} passes bit for bit`,
		group,
		kind: "function",
		net,
		async run({ open }) {
			const session = await open(net);
			const x = new Tensor(dtype, extremes(dtype), [2, 3]);
			const { y } = await session.run({ x });
			compareBits(y, x, "output `y`");
		},
	};
}

function castCase(dtype: DType): ConformanceCase {
	const net = castNet(dtype);
	const numbers = dtype === "bool" ? [0, 1, 1, 0, 1, 0] : [0, 1, 2, 3, 100, 127];
	return {
		name: `${dtype} is cast from and to float32`,
		group,
		kind: "function",
		net,
		async run({ open, expectRun }) {
			const session = await open(net);
			const x = new Tensor(
				"float32",
				Float32Array.from(numbers, (n) => (n > 1 ? n + 0.75 : n)),
				[6],
			);
			const y = new Tensor(dtype, encode(dtype, numbers), [6]);
			await expectRun(session, net, { x, y });
		},
	};
}

/** One case for each dtype as input and output, and its arithmetic. */
export const DTYPE_CASES: readonly ConformanceCase[] = [
	...NAMES.map(identityCase),
	...NAMES.filter((dtype) => dtype !== "string" && dtype !== "float32").map(castCase),
	{
		name: "a string may hold NUL",
		group,
		kind: "function",
		net: identityNet("string", [2]),
		async run({ open }) {
			const session = await open(identityNet("string", [2]));
			const x = new Tensor("string", ["a\u0000b", "\u0000"], [2]);
			const { y } = await session.run({ x });
			compareBits(y, x, "output `y`");
		},
	},
	{
		name: "the declared dtypes open and no others",
		group,
		kind: "quality",
		async run({ open, capabilities }) {
			for (const dtype of NAMES)
				if (capabilities.dtypes.includes(dtype)) {
					const { inputs } = await open(identityNet(dtype));
					check(inputs[0]?.dtype === dtype, `Expected ${dtype} as input but received ${inputs[0]?.dtype}.`);
				} else await rejects(open(identityNet(dtype)), "UNSUPPORTED");
		},
	},
];
