import { InferenceError } from "@polyinfer/core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { TensorFlow, TensorFlowTensor } from "../../program.ts";
import type { Call } from "../call.ts";
import { upload } from "../device-types.ts";
import type { Operators } from "../operator.ts";
import { broadcastShapes } from "../sizes.ts";
import type { Value } from "../value.ts";
import { activate } from "./activate.ts";

function matMul(call: Call): Value {
	const { tf, activation } = call;
	const [a, b] = [call.input(0), call.input(1)];
	const inner = a.shape.at(-1);
	if (a.rank === 0 || b.rank === 0 || inner !== b.shape.at(b.rank === 1 ? 0 : -2))
		throw new InferenceError("INVALID_ARGUMENT", `Matrices of [${a.shape}] and [${b.shape}] do not fit.`);
	const batch = broadcastShapes(a.shape.slice(0, -2), b.shape.slice(0, -2));
	broadcastShapes(
		[...batch, a.rank === 1 ? 1 : (a.shape.at(-2) as number), 1],
		[b.rank === 1 ? 1 : (b.shape.at(-1) as number)],
	);
	const x = a.rank === 1 ? tf.expandDims(a.as("plain"), 0) : a.as("plain");
	const y = b.rank === 1 ? tf.expandDims(b.as("plain"), 1) : b.as("plain");
	const rows = a.rank === 1 ? [] : [a.shape.at(-2) as number];
	const columns = b.rank === 1 ? [] : [b.shape.at(-1) as number];
	const bias = call.inputs[2]?.as("plain") as never;
	// One matrix for all of a batch: one product of more rows.
	const flat = b.rank <= 2 && a.rank > 2;
	const left = flat ? tf.reshape(x, [-1, inner as number]) : x;
	const fused = activation && { activation: activation.name, leakyreluAlpha: activation.alpha as number };
	const product =
		b.rank <= 2
			? tf.fused.matMul({ a: left as Tensor2D, b: y as Tensor2D, bias, ...fused })
			: activate(tf, tf.matMul(broadcastTo(tf, x, batch), broadcastTo(tf, y, batch)), activation);
	return call.give(tf.reshape(product, [...batch, ...rows, ...columns]));
}

/** The kernels take a batch as a whole or a single matrix: of others they pick the wrong ones. */
function broadcastTo(tf: TensorFlow, x: TensorFlowTensor, batch: readonly number[]): TensorFlowTensor {
	const own = x.shape.slice(0, -2);
	const isRight = own.every((size) => size === 1) || String(own) === String(batch);
	return isRight ? x : tf.broadcastTo(x, [...batch, ...x.shape.slice(-2)] as [number]);
}

function biasOf(c: Value, columns: number): TensorFlowTensor {
	return c.rank === 1 ? c.as("plain") : c.form("bias", (tf) => upload(tf, { ...c.host, shape: [columns] }));
}

/** A constant is transposed once. */
function transposed(call: Call, index: number, isTransposed: boolean): Tensor2D {
	const { tf } = call;
	const value = call.input(index);
	return (
		isTransposed ? value.form("transposed", () => tf.tidy(() => tf.transpose(value.source()))) : value.as("plain")
	) as Tensor2D;
}

function gemm(call: Call): Value {
	const { tf, activation } = call;
	const [alpha, beta] = [call.float("alpha", 1), call.float("beta", 1)];
	const [transposeA, transposeB] = [call.int("transA", 0) !== 0, call.int("transB", 0) !== 0];
	// The kernel of wasm that transposes by itself adds the bias once for every 48 of the inner elements.
	const a = transposed(call, 0, transposeA);
	const b = transposed(call, 1, transposeB);
	const [columns = 0] = b.shape.slice(1);
	const c = call.inputs[2];
	// The kernel of wasm wants a bias that was made with one axis: reshaped on the device it still has two.
	const isRow = c !== undefined && c.size === columns && (c.rank === 1 || c.isOnHost);
	const isBias = alpha === 1 && beta === 1 && isRow && (c.rank < 2 || c.shape[0] === 1);
	if (c === undefined || isBias) {
		const bias = c && biasOf(c, columns);
		const fused = activation && { activation: activation.name, leakyreluAlpha: activation.alpha as number };
		const product = tf.fused.matMul({ a, b, ...(bias && { bias }), ...(alpha === 1 && fused) });
		return call.give(alpha === 1 ? product : activate(tf, tf.mul(product, alpha), activation));
	}
	const product = tf.matMul(a, b);
	const scaled = alpha === 1 ? product : tf.mul(product, alpha);
	const sum = tf.add(scaled, beta === 1 ? c.as("plain") : tf.mul(c.as("plain"), beta));
	return call.give(activate(tf, sum, activation));
}

export const matrix: Operators = {
	MatMul: { run: matMul },
	Gemm: { run: gemm },
};
