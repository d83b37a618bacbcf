import type { Graph } from "@polyinfer/model";
import { unsupported } from "../../errors.ts";
import { LAYER_TYPES } from "./layer-types.ts";

/** What pnnx calls operators whose ONNX name is another one. */
const ONNX_NAMES: Readonly<Record<string, string>> = {
	to: "Cast",
	where: "Where",
	masked_fill: "Where",
	index: "GatherND",
};

/** Throws UNSUPPORTED, with the model's operators, where pnnx left layers in a net that ncnn does not have. */
export function refuseUnknownLayers(param: string, graph: Graph): void {
	const types = param
		.split("\n")
		.slice(2)
		.flatMap((line) => /^\S+/.exec(line)?.[0] ?? []);
	const unknown = [...new Set(types)].filter((type) => !Object.hasOwn(LAYER_TYPES, type));
	if (unknown.length === 0) return;
	const operators = new Map(graph.nodes.map(({ operator }) => [plain(operator), operator]));
	const named = unknown.map((type) => {
		const short = type.replace(/^.*(\.|::)/, "");
		const operator = operators.get(plain(short)) ?? ONNX_NAMES[short];
		return operator === undefined || operator === type ? type : `${operator} (${type})`;
	});
	throw unsupported("ncnn", `ncnn has no layer for ${named.join(", ")}.`, "convert");
}

function plain(name: string): string {
	return name.toLowerCase().replaceAll("_", "");
}
