import { suggestion } from "@polyinfer/core";
import { FLOAT32_OPERATORS, type Float16Options, type Graph, graphsOf, type Model } from "@polyinfer/model";
import type { CommandArguments } from "../command.ts";
import { UsageError } from "../usage-error.ts";

/** What `--keep` names, each an operator or a node of the model. Throws UsageError for one that is neither. */
export function readKeep(
	{ values }: CommandArguments,
	model: Model,
): Required<Pick<Float16Options, "keepOperators" | "keepNodes">> {
	const words = (values.keep ?? []).flatMap((text) => text.split(",")).map((word) => word.trim());
	const operators = new Set<string>();
	const nodes = new Set<string>();
	collect(model.graph, operators, nodes);
	for (const word of words) {
		if (operators.has(word) || (word !== "" && nodes.has(word))) continue;
		const near = suggestion(word, [...operators, ...nodes]);
		throw new UsageError(`The model has no operator and no node \`${word}\`, which \`--keep\` names.${near}`);
	}
	return {
		keepOperators: [...FLOAT32_OPERATORS, ...words.filter((word) => operators.has(word))],
		keepNodes: words.filter((word) => nodes.has(word)),
	};
}

function collect(graph: Graph, operators: Set<string>, nodes: Set<string>): void {
	for (const { operator, name, attributes } of graph.nodes) {
		operators.add(operator);
		nodes.add(name);
		for (const one of attributes.values()) for (const inner of graphsOf(one)) collect(inner, operators, nodes);
	}
}
