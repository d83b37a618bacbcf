import { attribute, stringOf } from "../attribute.ts";
import type { Node, Weight } from "../graph.ts";
import { finish } from "../slices.ts";
import { ELEMENT } from "./element-type.ts";
import { countKept, emit } from "./emit.ts";
import type { GraphDraft } from "./graph-draft.ts";
import { halfRange } from "./half-range.ts";
import { halfWeight } from "./half-weight.ts";
import { type Lineage, lineageOf, staysFloat } from "./lineage.ts";
import { isWide } from "./mark-wide.ts";
import { type OperatorRow, operatorRow } from "./operator-table.ts";
import { FLOAT32_OPERATORS } from "./options.ts";
import { rewriteCast } from "./rewrite-cast.ts";
import type { KeepReason, Rewriting } from "./rewriting.ts";
import { typeOfValue } from "./type-scope.ts";

/** Puts a node without subgraphs into the new graph. */
export function rewriteNode(draft: GraphDraft, node: Node): void {
	const constant = float32Constant(node);
	if (constant !== undefined) defineConstant(draft, node, constant);
	else if (isCast(draft, node)) rewriteCast(draft, node);
	else rewritePlain(draft, node);
}

/** A CastLike of known types that touches float32 becomes a Cast: its other input may change its type. */
function isCast({ scope }: GraphDraft, { domain, operator, inputs, outputs }: Node): boolean {
	if (domain !== "" || operator !== "CastLike") return domain === "" && operator === "Cast";
	const types = [...inputs, ...outputs].map((name) => typeOfValue(scope, name));
	return types.includes(ELEMENT.float32) && !types.includes(ELEMENT.unknown);
}

function rewritePlain(draft: GraphDraft, node: Node): void {
	const row = operatorRow(node.domain, node.operator);
	const inputTypes = node.inputs.map((name) => typeOfValue(draft.scope, name));
	const makesFloat = node.outputs.some((name) => typeOfValue(draft.scope, name) === ELEMENT.float32);
	if (row?.anyType || (!makesFloat && !inputTypes.includes(ELEMENT.float32))) {
		const isConstant = node.domain === "" && node.operator === "Constant";
		emit(draft, node, { inputs: () => "home", lineage: isConstant ? "constant" : "data" });
		return;
	}
	const lineages = node.inputs.flatMap((name, i): Lineage[] => {
		const isCounted = inputTypes[i] === ELEMENT.float32 && !row?.floatInputs?.includes(i);
		return isCounted ? [draft.find(name)?.lineage ?? "data"] : [];
	});
	const reason = whyFloat(draft, node, row, inputTypes, lineages, makesFloat);
	if (reason === undefined) {
		draft.rewriting.counts.converted++;
		emit(draft, row === undefined ? withHalfValue(node, draft.rewriting) : node, {
			inputs: (i) => (row?.floatInputs?.includes(i) ? "float" : "half"),
			outputs: (i) => (row?.floatOutputs?.includes(i) ? "float" : "half"),
		});
		return;
	}
	countKept(draft.rewriting, node, reason);
	const lineage = madeOf(draft, node, lineages, row, reason);
	const saturates = reason === "lineage" && lineage !== "quantised" && ![lineage, ...lineages].includes("wide");
	emit(draft, node, { inputs: () => "float", lineage, saturates });
}

/** Why a node stays in float32; `undefined`: it is converted. */
function whyFloat(
	draft: GraphDraft,
	node: Node,
	row: OperatorRow | undefined,
	inputTypes: readonly number[],
	lineages: readonly Lineage[],
	makesFloat: boolean,
): KeepReason | undefined {
	const { rewriting, scope } = draft;
	if (rewriting.isAsked(node)) return "asked";
	const isFilled = node.domain === "" && node.operator === "ConstantOfShape";
	if (!isFilled && (row?.halfFrom === undefined || row.halfFrom > rewriting.opset)) return "operator";
	if (node.inputs.some((name, i) => name !== "" && inputTypes[i] === ELEMENT.unknown)) return "unknown-type";
	if ((isFilled || row?.light) && node.outputs.some((name) => scope.exact.has(name))) return "exact";
	if (row === undefined) return undefined;
	if (reduces(node)) return "operator";
	if (isWide(node, scope) || node.inputs.some((name) => isOutOfRange(draft, node, name))) return "range";
	if (!makesFloat && isAllFloat(draft, node)) return "lineage";
	return staysFloat(lineages, node.operator, row) ? "lineage" : undefined;
}

/** Numbers are compared with or taken instead of a bound: its nearest float16 does as well. */
const BOUNDS: readonly string[] = ["Clip", "Min", "Max", "Equal", "Greater", "GreaterOrEqual", "Less", "LessOrEqual"];

function isOutOfRange(draft: GraphDraft, { operator }: Node, name: string): boolean {
	const range = draft.find(name)?.range ?? "inside";
	if (range === "inside" || BOUNDS.includes(operator) || operatorRow("", operator)?.moves) return false;
	return range === "above" || (operator !== "Add" && operator !== "Sub");
}

/** A scatter that sums up: engines offer it in float32. */
function reduces(node: Node): boolean {
	return node.operator.startsWith("Scatter") && stringOf(node, "reduction", "none") !== "none";
}

/** A comparison of numbers that are float32 anyway loses by casting them. */
function isAllFloat(draft: GraphDraft, node: Node): boolean {
	return node.inputs.every((name) => {
		const value = draft.find(name);
		return value === undefined || value.type !== ELEMENT.float32 || value.home !== "half";
	});
}

function madeOf(
	draft: GraphDraft,
	node: Node,
	lineages: readonly Lineage[],
	row: OperatorRow | undefined,
	reason: KeepReason,
): Lineage {
	if (node.domain === "" && node.operator === "DequantizeLinear")
		return draft.find(node.inputs[0] ?? "")?.lineage === "constant" ? "constant" : "quantised";
	if (row === undefined) return "data";
	if (isWide(node, draft.scope) || (reason === "asked" && FLOAT32_OPERATORS.includes(node.operator))) return "wide";
	return lineageOf(lineages, node.operator, row);
}

function defineConstant(draft: GraphDraft, node: Node, weight: Weight): void {
	const name = node.outputs[0] as string;
	draft.define({
		name,
		type: ELEMENT.float32,
		home: "both",
		lineage: "constant",
		weight,
		range: finish(halfRange(weight)),
		entry: draft.append(node),
	});
}

/** The float32 tensor of a Constant node. */
function float32Constant({ domain, operator, attributes, outputs }: Node): Weight | undefined {
	if (domain !== "" || operator !== "Constant" || outputs.length !== 1) return undefined;
	const value = attributes.get("value");
	if (value?.kind === "tensor") return isFloat32(value.value) ? value.value : undefined;
	const number = attributes.get("value_float");
	if (number?.kind === "float") return floats([number.value], []);
	const numbers = attributes.get("value_floats");
	return numbers?.kind === "floats" ? floats(numbers.value, [numbers.value.length]) : undefined;
}

function isFloat32({ elementType, data }: Weight): boolean {
	return elementType === ELEMENT.float32 && data.kind === "bytes";
}

function floats(numbers: ArrayLike<number>, shape: readonly number[]): Weight {
	const bytes = new Uint8Array(Float32Array.from(numbers).buffer);
	return { name: "", elementType: ELEMENT.float32, shape, data: { kind: "bytes", bytes } };
}

/** A ConstantOfShape that fills with float16. */
function withHalfValue(node: Node, { counts }: Rewriting): Node {
	const value = node.attributes.get("value");
	const weight = value?.kind === "tensor" ? value.value : floats([0], [1]);
	const half = attribute.tensor(finish(halfWeight(weight, counts)));
	return { ...node, attributes: new Map([...node.attributes, ["value", half]]) };
}
