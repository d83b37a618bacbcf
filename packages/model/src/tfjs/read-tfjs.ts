import { ONNX_LIMITS } from "../limits.ts";
import { decodeText } from "../protobuf/decode-text.ts";
import { broken, expected, type JsonObject, listOf, objectOf, optionalObject, textOf } from "./json-fields.ts";
import { nodeOf, type RawNode, readEnds, readPlaceholders, readSignature } from "./read-values.ts";
import { readWeightGroups } from "./read-weights.ts";
import type { TfjsModel, TfjsValue, TfjsWeightGroup } from "./tfjs-model.ts";

/** Size of a `model.json`, at most: its text holds no weights. */
const MAX_JSON_BYTES = 64 * 2 ** 20;
const { maxNodes, maxNameBytes, maxFunctions } = ONNX_LIMITS;

/**
 * Reads and checks a `model.json` of TensorFlow.js; its weights are not looked at. Throws INVALID_MODEL for what is no
 * such file, is over a bound, names files outside the model's folder, or whose graph has ends that lead nowhere.
 */
export function readTfjs(bytes: Uint8Array): TfjsModel {
	const json = parse(bytes);
	const groups = readWeightGroups(json.weightsManifest);
	const topology = objectOf(json.modelTopology, "modelTopology");
	if (json.format === "layers-model" || topology.model_config !== undefined)
		return { kind: "layers-model", groups, nodes: [], inputs: [], outputs: [], operators: new Map(), json };
	if (topology.node === undefined) throw expected("a list of nodes", "modelTopology.node", undefined);
	const nodes = readNodes(topology.node, "modelTopology.node");
	checkNodes(nodes, groups);
	const metadata = optionalObject(json.userDefinedMetadata, "userDefinedMetadata");
	const signature = optionalObject(metadata?.signature ?? json.signature, "signature");
	const inputs = readSignature(signature, "inputs") ?? readPlaceholders(nodes);
	const outputs = readSignature(signature, "outputs") ?? readEnds(nodes);
	checkValues(nodes, [...inputs, ...outputs]);
	if (outputs.length === 0) throw broken("Expected at least one output but model.json has none.");
	return { kind: "graph-model", groups, nodes, inputs, outputs, operators: countOperators(nodes, topology), json };
}

function parse(bytes: Uint8Array): JsonObject {
	if (bytes.length > MAX_JSON_BYTES)
		throw broken(`Expected a model.json of at most ${MAX_JSON_BYTES} bytes but it has ${bytes.length}.`);
	const text = decodeText(bytes);
	if (text === undefined) throw broken("Expected a model.json in UTF-8.");
	let json: unknown;
	try {
		json = JSON.parse(text.startsWith("\ufeff") ? text.slice(1) : text);
	} catch (cause) {
		throw broken(`Expected a whole model.json but: ${(cause as Error).message}`);
	}
	return objectOf(json, "the whole");
}

function readNodes(value: unknown, where: string): RawNode[] {
	return listOf(value, where, maxNodes).map((entry, i) => {
		const node = objectOf(entry, `${where}[${i}]`);
		const name = textOf(node.name, `${where}[${i}].name`, maxNameBytes);
		return {
			name,
			operator: textOf(node.op, `the operator of node \`${name}\``, maxNameBytes),
			inputs: listOf(node.input, `the inputs of node \`${name}\``, maxNodes).map((input) =>
				textOf(input, `an input of node \`${name}\``, maxNameBytes),
			),
			attributes: optionalObject(node.attr, `attr of node \`${name}\``) ?? {},
		};
	});
}

function checkNodes(nodes: readonly RawNode[], groups: readonly TfjsWeightGroup[]): void {
	const names = new Set(nodes.map(({ name }) => name));
	if (names.size < nodes.length) throw broken("Expected each node of model.json once but a name occurs twice.");
	const weights = new Set(groups.flatMap((group) => group.weights.map(({ name }) => name)));
	for (const { name, operator, inputs } of nodes) {
		if (operator === "Const" && !weights.has(name))
			throw broken(`Expected a weight for the constant \`${name}\` but weightsManifest has none of that name.`);
		for (const input of inputs)
			if (!names.has(nodeOf(input)))
				throw broken(`Expected node \`${nodeOf(input)}\`, which \`${name}\` reads, but model.json has none.`);
	}
}

function checkValues(nodes: readonly RawNode[], values: readonly TfjsValue[]): void {
	const names = new Set(nodes.map(({ name }) => name));
	for (const { name, tensor } of values)
		if (!names.has(nodeOf(tensor)))
			throw broken(`Expected node \`${nodeOf(tensor)}\` behind \`${name}\` of the signature but model.json has none.`);
}

function countOperators(nodes: readonly RawNode[], topology: JsonObject): Map<string, number> {
	const library = optionalObject(topology.library, "modelTopology.library");
	const functions = listOf(library?.function, "modelTopology.library.function", maxFunctions);
	const inner = functions.flatMap((value, i) => {
		const where = `modelTopology.library.function[${i}]`;
		return readNodes(objectOf(value, where).nodeDef, `${where}.nodeDef`);
	});
	const counts = new Map<string, number>();
	for (const { operator } of [...nodes, ...inner])
		if (operator !== "Const" && !operator.startsWith("Placeholder"))
			counts.set(operator, (counts.get(operator) ?? 0) + 1);
	return counts;
}
