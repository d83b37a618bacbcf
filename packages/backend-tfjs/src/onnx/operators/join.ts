import { elementCount, InferenceError } from "@polyinfer/core";
import type { Call } from "../call.ts";
import { MOVABLE } from "../device-types.ts";
import { stridesOf } from "../host/strides.ts";
import { takeStrided } from "../host/take.ts";
import { newHostArray } from "../host-tensor.ts";
import { axisIn, layOut } from "../layout.ts";
import type { Operators } from "../operator.ts";
import { checkSize } from "../sizes.ts";
import type { Value } from "../value.ts";
import { anyLayout } from "./any-layout.ts";

function joined(call: Call, axis: number): number[] {
	const shapes = (call.inputs as Value[]).map(({ shape }) => shape);
	const [first = []] = shapes;
	for (const shape of shapes)
		if (shape.length !== first.length || shape.some((size, i) => i !== axis && size !== first[i]))
			throw new InferenceError(
				"INVALID_ARGUMENT",
				`Shapes ${shapes.map((s) => `[${s}]`).join(" and ")} cannot be joined at axis ${axis}.`,
			);
	return checkSize(
		first.map((size, i) => (i === axis ? shapes.reduce((all, shape) => all + (shape[i] as number), 0) : size)),
	);
}

function concat(call: Call): Value {
	const values = call.inputs as Value[];
	const { rank } = call.input(0);
	const axis = call.axis(rank, 0);
	joined(call, axis);
	const layout = anyLayout(values);
	const tensors = values.filter(({ size }, i) => size > 0 || i === 0).map((value) => value.as(layout));
	return call.give(call.tf.concat(tensors, axisIn(layout, rank, axis)), undefined, layout);
}

function concatOnHost(call: Call): Value {
	const { dtype, shape } = call.host(0);
	const axis = call.axis(shape.length, 0);
	const result = joined(call, axis);
	const data = newHostArray(dtype, elementCount(result));
	const row = elementCount(result.slice(axis));
	let start = 0;
	for (const { host } of call.inputs as Value[]) {
		const length = elementCount(host.shape.slice(axis));
		for (let i = 0; i < host.data.length; i++)
			data[Math.floor(i / length) * row + start + (i % length)] = host.data[i] as never;
		start += length;
	}
	return call.giveHost(dtype, result, data);
}

/** Sizes of the parts: given as an attribute before version 13, as an input since, or else as equal as possible. */
function partsOf(call: Call, size: number): number[] {
	const given = call.opset >= 13 ? call.integers(1) : call.ints("split", undefined);
	const count = call.int("num_outputs", call.outputs);
	if (!(count >= 1 && count <= Math.max(size, call.outputs)))
		throw new InferenceError("INVALID_ARGUMENT", `Expected 1 to ${size} parts but received ${count}.`);
	const most = Math.ceil(size / count);
	const parts = given ?? Array.from({ length: count }, (_, i) => Math.max(0, Math.min(most, size - i * most)));
	if (parts.reduce((all, part) => all + part, 0) !== size)
		throw new InferenceError("INVALID_ARGUMENT", `Expected parts of ${size} in all but received [${parts}].`);
	return [...parts];
}

function split(call: Call): Value[] {
	const { tf } = call;
	const value = call.input(0);
	const axis = call.axis(value.rank, 0);
	const layout = anyLayout([value]);
	const x = value.as(layout);
	let start = 0;
	return partsOf(call, value.shape[axis] as number).map((part) => {
		const begin = layOut(
			layout,
			value.shape.map((_, i) => (i === axis ? start : 0)),
		);
		const size = layOut(
			layout,
			value.shape.map((whole, i) => (i === axis ? part : whole)),
		);
		start += part;
		return call.give(tf.slice(x, begin, size), undefined, layout);
	});
}

function splitOnHost(call: Call): Value[] {
	const tensor = call.host(0);
	const { dtype, shape } = tensor;
	const axis = call.axis(shape.length, 0);
	const strides = stridesOf(shape);
	let start = 0;
	return partsOf(call, shape[axis] as number).map((part) => {
		const size = shape.map((whole, i) => (i === axis ? part : whole));
		const data = takeStrided(tensor, size, strides, start * (strides[axis] as number));
		start += part;
		return call.giveHost(dtype, size, data);
	});
}

export const joins: Operators = {
	Concat: { types: MOVABLE, run: concat, host: concatOnHost },
	Split: { types: MOVABLE, reads: [1], run: split, host: splitOnHost },
};
