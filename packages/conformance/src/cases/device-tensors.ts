import { DeviceTensor, Tensor } from "@polyinfer/core";
import { check, checkSame, rejects } from "../assert.ts";
import type { ConformanceCase } from "../case.ts";
import { compare } from "../compare.ts";
import { feedsFor } from "../feeds-for.ts";
import { addNet } from "../nets/add.ts";
import { severalNet } from "../nets/several.ts";
import { evaluate } from "../reference.ts";

const group = "device tensors";

/** Cases that need tensors of a device. */
const unless: NonNullable<ConformanceCase["unless"]> = ({ capabilities }) =>
	capabilities.deviceTensors === undefined ? "there is no capabilities.deviceTensors" : undefined;

/** Tensors that stay on the device from run to run. */
export const DEVICE_TENSOR_CASES: readonly ConformanceCase[] = [
	{
		name: "outputs stay on the device where they are asked to, and come back with the same numbers",
		group,
		kind: "quality",
		net: severalNet,
		async run({ open }) {
			const session = await open(severalNet);
			const location = session.capabilities.deviceTensors;
			const feeds = feedsFor(severalNet);
			if (location === undefined) {
				await rejects(session.runOnDevice(feeds), "UNSUPPORTED");
				return;
			}
			const results = await session.runOnDevice(feeds);
			const expected = evaluate(severalNet, feeds);
			checkSame(Object.keys(results).sort(), Object.keys(expected).sort(), "names of the results");
			for (const [name, tensor] of Object.entries(results)) {
				check(tensor instanceof DeviceTensor, `Expected \`${name}\` on the device but received ${tensor}.`);
				checkSame(tensor.location, location, `location of \`${name}\``);
				compare(await tensor.toCpu(), expected[name] as never, `output \`${name}\` of the device`);
				tensor.dispose();
				await rejects(tensor.toCpu(), "DISPOSED");
			}
			const [only] = Object.keys(expected) as [string];
			const some = await session.runOnDevice(feeds, { outputs: [only] });
			checkSame(Object.keys(some), [only], "names of the results");
			some[only]?.dispose();
		},
	},
	{
		name: "a tensor of the device is a feed, beside one in CPU memory",
		group,
		kind: "contract",
		unless,
		async run({ open }) {
			const session = await open(addNet);
			const first = feedsFor(addNet, 1);
			const { sum } = await session.runOnDevice(first);
			check(sum !== undefined, "Expected `sum` but received nothing.");
			const between = (await sum.toCpu()) as Tensor;
			const [a, b] = addNet.inputs.map(({ name }) => name) as [string, string];
			const cpu = feedsFor(addNet, 2)[b] as Tensor;
			for (let i = 0; i < 2; i++) {
				const results = await session.run({ [a]: sum, [b]: cpu });
				compare(
					results.sum,
					evaluate(addNet, { [a]: between, [b]: cpu }).sum as never,
					"the sum of the device's tensor",
				);
			}
			sum.dispose();
			await rejects(session.run({ [a]: sum, [b]: cpu }), "DISPOSED");
		},
	},
	{
		name: "a tensor of another device, or one that does not fit, is refused",
		group,
		kind: "contract",
		unless,
		async run({ open, expectRun }) {
			const session = await open(addNet);
			const [a, b] = addNet.inputs.map(({ name }) => name) as [string, string];
			const foreign = (shape: readonly number[]): DeviceTensor =>
				new DeviceTensor({
					dtype: "float32",
					shape,
					location: session.capabilities.deviceTensors as string,
					handle: {},
					owner: {},
					read: async () => new Tensor("float32", new Float32Array(6), [2, 3]),
				});
			for (const wrong of [foreign([2, 3]), foreign([7])])
				await rejects(session.run({ [a]: wrong, [b]: feedsFor(addNet)[b] as Tensor }), "INVALID_ARGUMENT");
			await expectRun(session, addNet, feedsFor(addNet));
		},
	},
];
