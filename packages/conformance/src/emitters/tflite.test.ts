import { DTYPES, type DType } from "@polyinfer/core";
import { detectFormat } from "@polyinfer/model";
import { expect, test } from "vitest";
import { loadNet } from "../load-net.ts";
import type { Net } from "../net.ts";
import { addNet } from "../nets/add.ts";
import { castNet } from "../nets/cast.ts";
import { convNet } from "../nets/conv.ts";
import { dynamicAxesNet } from "../nets/dynamic.ts";
import { identityNet } from "../nets/identity.ts";
import { matmulNet } from "../nets/matmul.ts";
import { nonzeroNet } from "../nets/nonzero.ts";
import { slowNet } from "../nets/slow.ts";

const dtypes = (Object.keys(DTYPES) as DType[]).filter((dtype) => dtype !== "string");
const nets: readonly Net[] = [
	addNet,
	convNet,
	dynamicAxesNet,
	matmulNet,
	nonzeroNet,
	...dtypes.flatMap((dtype) => [identityNet(dtype), castNet(dtype)]),
];

test.for(nets.map((net) => [net.name, net] as const))(
	"%s is written as tflite, the same each time",
	async ([, net]) => {
		const [first, second] = [await loadNet(net, "tflite"), await loadNet(net, "tflite")];
		const bytes = first.files[0]?.bytes as Uint8Array;
		expect(detectFormat(bytes)).toMatchObject({ format: "tflite" });
		expect(second.sha256).toBe(first.sha256);
		expect(first.metadata).toBeUndefined();
	},
);

test("a constant that many nodes share is written once", async () => {
	const bytes = async (steps: number): Promise<number> =>
		(await loadNet(slowNet(steps), "tflite")).files[0]?.bytes.length as number;
	expect((await bytes(8)) - (await bytes(2))).toBeLessThan(10_000);
});

test("texts, and matrices that are no constants, are UNSUPPORTED", async () => {
	await expect(loadNet(identityNet("string"), "tflite")).rejects.toMatchObject({ code: "UNSUPPORTED" });
	const net: Net = {
		...matmulNet,
		inputs: [...matmulNet.inputs, { name: "weight", dtype: "float32", shape: [16, 4] }],
		constants: [],
	};
	await expect(loadNet(net, "tflite")).rejects.toMatchObject({ code: "UNSUPPORTED" });
});
