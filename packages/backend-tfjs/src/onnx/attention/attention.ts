import type { TensorFlowTensor as Tensor, TensorFlow } from "../../program.ts";

/** What ONNX's Attention takes. Queries, keys and values are [batch, heads, length, size], or [batch, length, heads * size]. */
export interface AttentionInputs {
	readonly query: Tensor;
	readonly key: Tensor;
	readonly value: Tensor;
	/** Added to the scores, or true where a score counts; broadcast to [batch, heads, queries, keys], its end cut off. */
	readonly mask?: Tensor | undefined;
	readonly pastKey?: Tensor | undefined;
	readonly pastValue?: Tensor | undefined;
	/** How many keys of each sequence of the batch are there. */
	readonly keyCounts?: readonly number[] | undefined;
}

/** Its attributes. */
export interface AttentionOptions {
	/** Of the queries, and of keys and values; needed where the inputs have three axes. */
	readonly heads: readonly [queries: number, keys: number] | undefined;
	/** Default: 1 over the root of the queries' size. */
	readonly scale: number | undefined;
	readonly causal: boolean;
	/** Scores are bent to stay below this; 0: they are not. */
	readonly softcap: number;
	/** Which scores are handed out: 0 the products, 1 those bent, 2 those masked, 3 the probabilities. */
	readonly scores: number;
}

/** The outputs: what was attended to, in the form of the queries, and keys and values with those of the past. */
export interface AttentionOutputs {
	readonly y: Tensor;
	readonly presentKey: Tensor;
	readonly presentValue: Tensor;
	readonly scores: Tensor;
}

/** ONNX's Attention. */
export function attention(tf: TensorFlow, inputs: AttentionInputs, options: AttentionOptions): AttentionOutputs {
	const isFlat = inputs.query.rank === 3;
	const split = (x: Tensor, side: 0 | 1): Tensor => (isFlat ? headsOf(tf, x, options.heads?.[side] ?? 1) : x);
	const query = split(inputs.query, 0);
	const presentKey = joined(tf, inputs.pastKey, split(inputs.key, 1));
	const presentValue = joined(tf, inputs.pastValue, split(inputs.value, 1));
	const factor = Math.sqrt(options.scale ?? 1 / Math.sqrt(query.shape[3] as number));
	const heads = query.shape[1] as number;
	const key = tf.mul(repeated(tf, presentKey, heads), factor);
	const products = tf.matMul(tf.mul(query, factor), key, false, true);
	const { softcap } = options;
	const bent = softcap > 0 ? tf.mul(tf.tanh(tf.div(products, softcap)), softcap) : products;
	const bias = biasOf(tf, inputs, options, bent.shape as [number, number, number, number]);
	const masked = bias === undefined ? bent : tf.add(bent, bias);
	const probabilities = tf.softmax(masked);
	const y = tf.matMul(probabilities, repeated(tf, presentValue, heads));
	const scores = [bent, bent, masked, probabilities][options.scores] ?? bent;
	return { y: isFlat ? flat(tf, y) : y, presentKey, presentValue, scores };
}

/** What is added to the scores: minus infinity for those that do not count. */
function biasOf(
	tf: TensorFlow,
	{ mask, pastKey, keyCounts }: AttentionInputs,
	{ causal }: AttentionOptions,
	[batch, , queries, keys]: readonly [number, number, number, number],
): Tensor | undefined {
	const parts: Tensor[] = [];
	if (mask !== undefined) parts.push(padded(tf, mask, keys));
	if (causal) {
		const past = pastKey?.shape[2] ?? 0;
		parts.push(hiding(tf, [queries, keys], (i) => (i % keys) - past > Math.floor(i / keys)));
	}
	if (keyCounts !== undefined)
		parts.push(hiding(tf, [batch, 1, 1, keys], (i) => i % keys >= (keyCounts[Math.floor(i / keys)] as number)));
	return parts.length === 0 ? undefined : parts.reduce((sum, part) => tf.add(sum, part));
}

function hiding(tf: TensorFlow, shape: number[], hides: (index: number) => boolean): Tensor {
	const length = shape.reduce((all, size) => all * size, 1);
	return tf.tensor(
		Float32Array.from({ length }, (_, i) => (hides(i) ? Number.NEGATIVE_INFINITY : 0)),
		shape,
	);
}

/** A mask as numbers to add. Keys beyond it do not count. */
function padded(tf: TensorFlow, mask: Tensor, keys: number): Tensor {
	const numbers =
		mask.dtype === "bool" ? tf.where(mask, tf.zeros(mask.shape), tf.fill(mask.shape, Number.NEGATIVE_INFINITY)) : mask;
	const missing = keys - (mask.shape.at(-1) as number);
	if (missing <= 0) return numbers;
	return tf.pad(
		numbers,
		mask.shape.map((_, axis) => [0, axis === mask.rank - 1 ? missing : 0]),
		Number.NEGATIVE_INFINITY,
	);
}

/** [batch, length, heads * size] as [batch, heads, length, size]. */
function headsOf(tf: TensorFlow, x: Tensor, heads: number): Tensor {
	const [batch, length, width] = x.shape as [number, number, number];
	return tf.transpose(tf.reshape(x, [batch, length, heads, width / heads]), [0, 2, 1, 3]);
}

function flat(tf: TensorFlow, x: Tensor): Tensor {
	const [batch, heads, length, size] = x.shape as [number, number, number, number];
	return tf.reshape(tf.transpose(x, [0, 2, 1, 3]), [batch, length, heads * size]);
}

function joined(tf: TensorFlow, past: Tensor | undefined, x: Tensor): Tensor {
	return past === undefined ? x : tf.concat([past, x], 2);
}

/** Each head as often as queries share it, one after the other. */
function repeated(tf: TensorFlow, x: Tensor, heads: number): Tensor {
	const [batch, own, length, size] = x.shape as [number, number, number, number];
	if (own === heads) return x;
	const times = tf.tile(tf.reshape(x, [batch, own, 1, length * size]), [1, 1, heads / own, 1]);
	return tf.reshape(times, [batch, heads, length, size]);
}
