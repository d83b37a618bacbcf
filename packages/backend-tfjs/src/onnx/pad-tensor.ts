import type { TensorFlow, TensorFlowTensor } from "../program.ts";

/** A tensor with `value` around it. WebGPU's kernel takes four axes at most, so that of more each is padded by itself. */
export function padTensor(
	tf: TensorFlow,
	x: TensorFlowTensor,
	pads: readonly (readonly [before: number, after: number])[],
	value: number = 0,
): TensorFlowTensor {
	if (x.rank <= 4)
		return tf.pad(
			x,
			pads.map(([before, after]): [number, number] => [before, after]),
			value,
		);
	let padded = x;
	for (const [axis, [before, after]] of pads.entries()) {
		if (before === 0 && after === 0) continue;
		const { shape } = padded;
		const size = shape[axis] as number;
		const outer = shape.slice(0, axis).reduce((all, each) => all * each, 1);
		const inner = shape.slice(axis + 1).reduce((all, each) => all * each, 1);
		const rows = tf.pad(
			tf.reshape(padded, [outer, size, inner]),
			[
				[0, 0],
				[before, after],
				[0, 0],
			],
			value,
		);
		padded = tf.reshape(rows, [...shape.slice(0, axis), before + size + after, ...shape.slice(axis + 1)]);
	}
	return padded === x ? tf.clone(x) : padded;
}
