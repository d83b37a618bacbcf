import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";

/**
 * A transposed convolution whose squares of `size` do not overlap: each element becomes a block. For each row of blocks
 * it is a product of matrices, and the rows are joined. `x` is channels-last.
 */
export function convolveToBlocks(call: Call, x: Tensor4D, size: number): TensorFlowTensor {
	const { tf, activation } = call;
	const [weights, bias] = [call.input(1), call.inputs[2]];
	const [depth = 0, filters = 0] = weights.shape;
	const [batch, high, wide] = x.shape;
	const rowBias = bias?.form("block row", () => tf.tidy(() => tf.tile(bias.source(), [size])));
	const fused = activation && { activation: activation.name, leakyreluAlpha: activation.alpha as number };
	const rows = Array.from({ length: size }, (_, row) => {
		const filter = weights.form(`block row ${row}`, () =>
			tf.tidy(() => {
				const own = tf.slice(tf.transpose(weights.source(), [0, 2, 3, 1]), [0, row, 0, 0], [-1, 1, -1, -1]);
				return tf.reshape(own, [1, 1, depth, size * filters]);
			}),
		) as Tensor4D;
		const blocks = tf.fused.conv2d({ x, filter, strides: 1, pad: "valid", bias: rowBias as never, ...fused });
		return tf.reshape(blocks, [batch * high, wide * size * filters]) as Tensor2D;
	});
	return tf.reshape(tf.concat(rows, 1), [batch, high * size, wide * size, filters]);
}
