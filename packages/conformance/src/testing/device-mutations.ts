import { DeviceTensor, type Tensor, zeros as zerosOf } from "@polyinfer/core";
import { type Mutation, withSessions } from "./mutation.ts";

const fake = { capabilities: { deviceTensors: "fake" } };

/** Tensors of a device that go wrong. */
export const DEVICE_MUTATIONS: readonly Mutation[] = [
	{
		what: "device tensors of other numbers",
		fake,
		backend: (backend) =>
			withSessions(backend, (session) => ({
				...session,
				runOnDevice: async (feeds, outputs, signal) => {
					const results = (await session.runOnDevice?.(feeds, outputs, signal)) ?? [];
					return results.map((result) => (result instanceof DeviceTensor ? zerosLike(result) : result));
				},
			})),
		caught: ["outputs stay on the device where they are asked to, and come back with the same numbers"],
	},
	{
		what: "device tensors of anybody that are zeros",
		fake,
		backend: (backend) =>
			withSessions(backend, (session) => ({
				...session,
				runOnDevice: async (feeds, outputs, signal) => {
					const own = feeds.map((feed) => (feed instanceof DeviceTensor ? zeros(feed) : feed));
					return (await session.runOnDevice?.(own, outputs, signal)) ?? [];
				},
			})),
		caught: [
			"a tensor of the device is a feed, beside one in CPU memory",
			"a tensor of another device, or one that does not fit, is refused",
		],
	},
];

const zeros = ({ dtype, shape, size }: DeviceTensor): Tensor => zerosOf(dtype, shape, size);

function zerosLike(tensor: DeviceTensor): DeviceTensor {
	const { dtype, shape, location, owner } = tensor;
	return new DeviceTensor({
		dtype,
		shape,
		location,
		handle: zeros(tensor),
		owner,
		read: async () => zeros(tensor),
		release: () => tensor.dispose(),
	});
}
