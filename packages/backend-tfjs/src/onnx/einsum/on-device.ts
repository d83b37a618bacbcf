import type { TensorFlowTensor as Tensor, TensorFlow } from "../../program.ts";
import { product } from "../indexing/spans.ts";
import { type Equation, sizesOf } from "./equation.ts";

/** An operand with the labels of its axes. */
interface Labelled {
	readonly tensor: Tensor;
	readonly labels: readonly string[];
}

/** Einsum as matrix products, operand after operand. */
export function einsumOnDevice(tf: TensorFlow, { operands, result }: Equation, tensors: readonly Tensor[]): Tensor {
	const sizes = sizesOf(
		operands,
		tensors.map(({ shape }) => shape),
	);
	const [first, ...rest] = tensors.map((tensor, i) => singled(tf, { tensor, labels: operands[i] ?? [] }, sizes));
	let done = summed(tf, first as Labelled, [...rest.flatMap(({ labels }) => labels), ...result]);
	for (const [i, next] of rest.entries()) {
		const later = [...rest.slice(i + 1).flatMap(({ labels }) => labels), ...result];
		done = contracted(tf, done, summed(tf, next, [...done.labels, ...later]), later);
	}
	return arranged(tf, done, result);
}

/** Without axes that broadcast, and with each label once: twice is the diagonal. */
function singled(tf: TensorFlow, operand: Labelled, sizes: ReadonlyMap<string, number>): Labelled {
	const isWhole = operand.labels.map((label, axis) => operand.tensor.shape[axis] === sizes.get(label));
	const labels = operand.labels.filter((_, axis) => isWhole[axis]);
	let tensor = tf.reshape(
		operand.tensor,
		operand.tensor.shape.filter((_, axis) => isWhole[axis]),
	);
	for (let axis = labels.length - 1; axis > 0; axis--) {
		const first = labels.indexOf(labels[axis] as string);
		if (first === axis) continue;
		const order = [...labels.keys()].filter((each) => each !== first && each !== axis);
		const size = tensor.shape[axis] as number;
		const last = tf.transpose(tensor, [...order, first, axis]);
		const flat = tf.reshape(last, [...last.shape.slice(0, -2), size * size]);
		const places = Int32Array.from({ length: size }, (_, i) => i * (size + 1));
		tensor = tf.gather(flat, tf.tensor1d(places, "int32"), order.length);
		const kept = [...order, first].map((each) => labels[each] as string);
		labels.splice(0, labels.length, ...kept);
		axis = labels.length;
	}
	return { tensor, labels };
}

/** Labels that nobody else has are summed up. */
function summed(tf: TensorFlow, { tensor, labels }: Labelled, needed: readonly string[]): Labelled {
	const axes = [...labels.keys()].filter((axis) => !needed.includes(labels[axis] as string));
	if (axes.length === 0) return { tensor, labels };
	return { tensor: tf.sum(tensor, axes), labels: labels.filter((label) => needed.includes(label)) };
}

function contracted(tf: TensorFlow, a: Labelled, b: Labelled, later: readonly string[]): Labelled {
	const shared = a.labels.filter((label) => b.labels.includes(label));
	const batch = shared.filter((label) => later.includes(label));
	const inner = shared.filter((label) => !later.includes(label));
	const rows = a.labels.filter((label) => !shared.includes(label));
	const columns = b.labels.filter((label) => !shared.includes(label));
	const sizeOf = (of: Labelled, labels: readonly string[]): number[] =>
		labels.map((label) => of.tensor.shape[of.labels.indexOf(label)] as number);
	const [batchSizes, rowSizes, columnSizes] = [sizeOf(a, batch), sizeOf(a, rows), sizeOf(b, columns)];
	const [n, m, k, p] = [batchSizes, rowSizes, sizeOf(a, inner), columnSizes].map(product) as [
		number,
		number,
		number,
		number,
	];
	const left = tf.reshape(arranged(tf, a, [...batch, ...rows, ...inner]), [n, m, k]);
	const right = tf.reshape(arranged(tf, b, [...batch, ...inner, ...columns]), [n, k, p]);
	const tensor = tf.reshape(tf.matMul(left, right), [...batchSizes, ...rowSizes, ...columnSizes]);
	return { tensor, labels: [...batch, ...rows, ...columns] };
}

function arranged(tf: TensorFlow, { tensor, labels }: Labelled, order: readonly string[]): Tensor {
	return tf.transpose(
		tensor,
		order.map((label) => labels.indexOf(label)),
	);
}
