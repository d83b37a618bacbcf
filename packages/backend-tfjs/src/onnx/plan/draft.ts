import type { DType } from "@polyinfer/core";
import type { Node } from "@polyinfer/model";
import type { Activation } from "../activation.ts";
import type { HostTensor } from "../host-tensor.ts";
import type { Operator } from "../operator.ts";

/** A node while its graph is being planned. */
export interface DraftNode {
	readonly node: Node;
	readonly operator: Operator;
	readonly opset: number;
	/** Names; `""`: left out. */
	inputs: readonly string[];
	outputs: readonly string[];
	activation?: Activation;
	/** The graphs among its attributes. */
	readonly bodies: ReadonlyMap<string, Draft>;
}

/** A graph while it is being planned. */
export interface Draft {
	readonly inputs: readonly { readonly name: string; readonly dtype: DType | undefined }[];
	readonly outputs: readonly string[];
	nodes: DraftNode[];
	/** By name. Their memory may still be the file's. */
	readonly constants: Map<string, HostTensor>;
}

/** Names that a node uses: its inputs, and what its bodies take from around them. */
export function namesUsedBy({ inputs, bodies }: DraftNode): string[] {
	return [...inputs.filter((name) => name !== ""), ...[...bodies.values()].flatMap(freeNames)];
}

/** Names that a graph takes from around it. */
export function freeNames(draft: Draft): string[] {
	const own = new Set([
		...draft.inputs.map(({ name }) => name),
		...draft.constants.keys(),
		...draft.nodes.flatMap(({ outputs }) => outputs),
	]);
	const used = new Set([...draft.nodes.flatMap(namesUsedBy), ...draft.outputs]);
	return [...used].filter((name) => !own.has(name));
}
