import { attribute } from "../attribute.ts";
import type { Node } from "../graph.ts";
import { ELEMENT, isInteger } from "./element-type.ts";
import { countKept, emit } from "./emit.ts";
import type { GraphDraft } from "./graph-draft.ts";
import { typeOfValue } from "./type-scope.ts";

/** Their numbers are exact in float16. */
const SMALL: readonly number[] = [ELEMENT.bool, ELEMENT.uint8, ELEMENT.int8];

/** Puts a cast of the model into the new graph, or leaves it out where it casts to what is there already. */
export function rewriteCast(draft: GraphDraft, cast: Node): void {
	const [input = "", output = ""] = [cast.inputs[0], cast.outputs[0]];
	const from = typeOfValue(draft.scope, input);
	const to = typeOfValue(draft.scope, output);
	const attributes = new Map([...cast.attributes, ["to", attribute.int(to)] as const]);
	const node = cast.operator === "Cast" ? cast : { ...cast, operator: "Cast", inputs: [input], attributes };
	const same = from === to && from === ELEMENT.float32 && !draft.claims.has(output) ? draft.find(input) : undefined;
	if (same !== undefined) {
		draft.rewriting.counts.castsRemoved++;
		draft.define({ ...same, name: output, alias: same });
		return;
	}
	if (from === ELEMENT.float32 && to === ELEMENT.float16) toHalf(draft, node, input, output);
	else if (from === ELEMENT.float16 && to === ELEMENT.float32) fromHalf(draft, node, input, output);
	else if (to !== ELEMENT.float32) emit(draft, node, { inputs: () => "home" });
	else toFloat(draft, node, from, output);
}

/** Another type, or float32 again, to float32. */
function toFloat(draft: GraphDraft, node: Node, from: number, output: string): void {
	const { rewriting, scope } = draft;
	const isAsked = rewriting.isAsked(node);
	if (SMALL.includes(from) && !isAsked && !scope.exact.has(output)) {
		rewriting.counts.converted++;
		const attributes = new Map([...node.attributes, ["to", attribute.int(ELEMENT.float16)] as const]);
		emit(draft, { ...node, attributes }, { inputs: () => "home", outputs: () => "half" });
		return;
	}
	const isLarge = isInteger(from) && !SMALL.includes(from);
	countKept(rewriting, node, isAsked ? "asked" : scope.exact.has(output) ? "exact" : isLarge ? "lineage" : "operator");
	emit(draft, node, { inputs: () => "float", ...(isLarge ? { lineage: "integers", saturates: true } : {}) });
}

function toHalf(draft: GraphDraft, node: Node, input: string, output: string): void {
	const value = draft.find(input);
	const isThere =
		value !== undefined && (value.home !== "float" || (value.names.half ?? value.halfSource) !== undefined);
	if (isThere && !draft.claims.has(output)) {
		draft.rewriting.counts.castsRemoved++;
		draft.define({ name: output, type: ELEMENT.float16, alias: value });
		return;
	}
	emit(draft, node, { inputs: () => (isThere ? "half" : "float") });
	const isNear = value?.draft === draft && value.type === ELEMENT.float32;
	if (isNear && !isThere && draft.claims.get(input) !== "half") value.names.half = output;
}

/** The float16 form is what was cast; the Cast itself is left out where nobody needs float32. */
function fromHalf(draft: GraphDraft, node: Node, input: string, output: string): void {
	emit(draft, node, { inputs: () => "home" });
	const value = draft.values.get(output);
	const half = draft.find(input);
	if (value === undefined || half === undefined) return;
	draft.define({ ...value, halfSource: half });
}
