import { elementCount, InferenceError } from "@polyinfer/core";
import type { Call } from "../call.ts";
import { stridesOf } from "../host/strides.ts";
import { takeStrided } from "../host/take.ts";
import { type HostTensor, newHostArray } from "../host-tensor.ts";
import { checkSize } from "../sizes.ts";
import type { Value } from "../value.ts";

/** Entry `index` of `axis` (0 and above), without that axis. */
export function entryAt(call: Call, value: Value, axis: number, index: number): Value {
	const shape = value.shape.filter((_, i) => i !== axis);
	if (value.isOnHost) {
		const strides = stridesOf(value.shape);
		const rest = strides.filter((_, i) => i !== axis);
		const data = takeStrided(value.host, shape, rest, index * (strides[axis] as number));
		return call.giveHost(value.dtype, shape, data);
	}
	const { tf } = call;
	const begin = value.shape.map((_, i) => (i === axis ? index : 0));
	const size = value.shape.map((each, i) => (i === axis ? 1 : each));
	return call.give(
		tf.tidy(() => tf.reshape(tf.slice(value.as("plain"), begin, size), shape)),
		value.dtype,
	);
}

/** Values of one shape along a new axis. Throws INVALID_ARGUMENT where their shapes differ. */
export function stacked(call: Call, values: readonly Value[], axis: number): Value {
	const [first] = values as [Value];
	if (values.some(({ shape }) => String(shape) !== String(first.shape)))
		throw new InferenceError("INVALID_ARGUMENT", `Expected [${first.shape}] from every turn of the body.`);
	const shape = checkSize([...first.shape.slice(0, axis), values.length, ...first.shape.slice(axis)]);
	if (values.every(({ isOnHost }) => isOnHost)) {
		const hosts = values.map(({ host }) => host);
		return call.giveHost(first.dtype, shape, stackedOnHost(hosts, elementCount(first.shape.slice(axis))));
	}
	const { tf } = call;
	return call.give(
		tf.tidy(() =>
			tf.stack(
				values.map((value) => value.as("plain")),
				axis,
			),
		),
		first.dtype,
	);
}

function stackedOnHost(hosts: readonly HostTensor[], inner: number) {
	const [{ dtype, data }] = hosts as [HostTensor];
	const all = newHostArray(dtype, data.length * hosts.length);
	for (const [n, host] of hosts.entries())
		for (let i = 0; i < data.length; i++)
			all[(Math.floor(i / inner) * hosts.length + n) * inner + (i % inner)] = host.data[i] as never;
	return all;
}
