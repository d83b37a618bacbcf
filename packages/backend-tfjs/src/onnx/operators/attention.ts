import { attention } from "../attention/attention.ts";
import { rotaryEmbedding } from "../attention/rotary.ts";
import type { Call } from "../call.ts";
import type { Operators, Results } from "../operator.ts";

/** Transformers' own operators. */
export const attentions: Operators = {
	Attention: {
		since: 23,
		reads: [6],
		gives: ([query, key, value, , pastKey, pastValue]) => [query, pastKey ?? key, pastValue ?? value, query],
		run: runAttention,
	},
	RotaryEmbedding: { since: 23, run: runRotary },
};

function runAttention(call: Call): Results {
	const optional = (index: number) => (call.has(index) ? call.plain(index) : undefined);
	const scale = call.float("scale", 0);
	const [queries, keys] = [call.int("q_num_heads", 0), call.int("kv_num_heads", 0)];
	const made = attention(
		call.tf,
		{
			query: call.plain(0),
			key: call.plain(1),
			value: call.plain(2),
			mask: optional(3),
			pastKey: optional(4),
			pastValue: optional(5),
			keyCounts: call.integers(6),
		},
		{
			heads: queries > 0 && keys > 0 ? [queries, keys] : undefined,
			scale: scale === 0 ? undefined : scale,
			causal: call.int("is_causal", 0) === 1,
			softcap: call.float("softcap", 0),
			scores: call.int("qk_matmul_output_mode", 0),
		},
	);
	const own = (tensor: typeof made.y, index: number) => call.give(call.tf.clone(tensor), call.input(index).dtype);
	return [own(made.y, 0), own(made.presentKey, 1), own(made.presentValue, 2), own(made.scores, 0)];
}

function runRotary(call: Call): Results {
	const { tf } = call;
	const x = call.plain(0);
	const isFlat = x.rank === 3;
	const [batch, length] = [x.shape[0] as number, x.shape[isFlat ? 1 : 2] as number];
	const heads = isFlat ? tf.reshape(x, [batch, length, call.int("num_heads", 0), -1]) : tf.transpose(x, [0, 2, 1, 3]);
	const cached = (index: number) =>
		call.has(3) ? tf.gather(call.plain(index), call.plain(3) as never) : call.plain(index);
	const y = rotaryEmbedding(tf, heads, cached(1), cached(2), {
		interleaved: call.int("interleaved", 0) === 1,
		dimension: call.int("rotary_embedding_dim", 0),
	});
	return call.give(isFlat ? tf.reshape(y, x.shape) : tf.transpose(y, [0, 2, 1, 3]));
}
