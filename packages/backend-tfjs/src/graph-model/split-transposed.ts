/** A node of `modelTopology`, as TensorFlow writes it. */
interface GraphNode {
	readonly name: string;
	readonly op: string;
	readonly input?: readonly string[];
	readonly attr?: Readonly<Record<string, Attribute | undefined>>;
}

interface Attribute {
	readonly b?: boolean;
	/** Texts are in base64. */
	readonly list?: { readonly s?: readonly string[] };
}

/** The attribute by which an activation takes what `_FusedMatMul` says of it. */
const ACTIVATION_ATTRIBUTES: Readonly<Record<string, readonly [own: string, fused: string]>> = {
	LeakyRelu: ["alpha", "leakyrelu_alpha"],
};

/**
 * Nodes in which no product that transposes a matrix adds a bias as well: there it is a product, a sum and an activation.
 * The wasm kernel of TensorFlow.js 4.22 adds the bias of such a product once for every 48 inner elements.
 */
export function splitTransposed(nodes: readonly GraphNode[]): readonly GraphNode[] {
	return nodes.flatMap((node) => {
		const { name, op, input = [], attr = {} } = node;
		const [first, ...others] = (attr.fused_ops?.list?.s ?? []).map((text) => atob(text));
		const transposes = attr.transpose_a?.b || attr.transpose_b?.b;
		if (op !== "_FusedMatMul" || !transposes || first !== "BiasAdd") return [node];
		const [activation] = others;
		const [a = "", b = "", bias = "", ...slopes] = input.filter((from) => !from.startsWith("^"));
		const after = input.filter((from) => from.startsWith("^"));
		const { T, transpose_a, transpose_b } = attr;
		const product = {
			name: `${name}/product`,
			op: "MatMul",
			input: [a, b, ...after],
			attr: { T, transpose_a, transpose_b },
		};
		const sum = { op: "BiasAdd", input: [product.name, bias], attr: { T } };
		if (activation === undefined) return [product, { ...sum, name }];
		const biased = { ...sum, name: `${name}/biased` };
		const [own, fused] = ACTIVATION_ATTRIBUTES[activation] ?? [];
		const extra = own === undefined || fused === undefined ? {} : { [own]: attr[fused] };
		return [product, biased, { name, op: activation, input: [biased.name, ...slopes], attr: { T, ...extra } }];
	});
}
