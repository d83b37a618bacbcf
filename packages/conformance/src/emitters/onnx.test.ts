import { DTYPES, type DType } from "@polyinfer/core";
import { loadModel, metadataOf, readOnnx } from "@polyinfer/model";
import { expect, test } from "vitest";
import { netOfOnnx } from "../fake/net-of-onnx.ts";
import { loadNet } from "../load-net.ts";
import type { Net } from "../net.ts";
import { addNet } from "../nets/add.ts";
import { bigOutputNet } from "../nets/big-output.ts";
import { castNet } from "../nets/cast.ts";
import { chainNet } from "../nets/chain.ts";
import { convNet } from "../nets/conv.ts";
import { dynamicAxesNet, dynamicBatchNet } from "../nets/dynamic.ts";
import { heavyNet } from "../nets/heavy.ts";
import { identityNet } from "../nets/identity.ts";
import { matmulNet } from "../nets/matmul.ts";
import { nonzeroNet } from "../nets/nonzero.ts";
import { scalarNet } from "../nets/scalar.ts";
import { severalNet } from "../nets/several.ts";
import { slowNet } from "../nets/slow.ts";
import { valueInfoOf } from "../value-info-of.ts";

const dtypes = Object.keys(DTYPES) as DType[];
const nets: readonly Net[] = [
	addNet,
	bigOutputNet,
	chainNet,
	convNet,
	dynamicAxesNet,
	dynamicBatchNet,
	heavyNet(1),
	matmulNet,
	nonzeroNet,
	scalarNet,
	severalNet,
	slowNet(2),
	...dtypes.map((dtype) => identityNet(dtype)),
	...dtypes.filter((dtype) => dtype !== "string").map(castNet),
];

test.for(nets.map((net) => [net.name, net] as const))("%s written and read is the same net", async ([, net]) => {
	const { files, graph, metadata } = await loadNet(net);
	const read = readOnnx(files[0]?.bytes as Uint8Array);
	expect(metadata).toEqual(metadataOf(read));
	expect(metadata?.inputs).toMatchObject(net.inputs.map(valueInfoOf));
	expect(metadata?.outputs).toMatchObject(net.outputs.map(valueInfoOf));
	const plain = ({ constants, ...rest }: Net) => ({
		...rest,
		constants: constants.map((constant) => ({ ...constant, values: Array.from(constant.values) })),
	});
	expect(plain(netOfOnnx(read))).toEqual(plain(net));
	expect(plain(netOfOnnx(graph as never))).toEqual(plain(net));
});

test("a written net passes the loader with the same hash", async () => {
	const model = await loadNet(addNet);
	const [loaded] = await loadModel(model.files[0]?.bytes as Uint8Array, {});
	expect(loaded).toMatchObject({ format: "onnx", sha256: model.sha256, metadata: model.metadata, findings: [] });
});

test("a format that nothing writes is UNSUPPORTED", async () => {
	await expect(loadNet(addNet, "mnn")).rejects.toMatchObject({ code: "UNSUPPORTED" });
});
