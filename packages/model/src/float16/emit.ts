import type { Node } from "../graph.ts";
import { ELEMENT } from "./element-type.ts";
import type { GraphDraft } from "./graph-draft.ts";
import type { Lineage } from "./lineage.ts";
import type { KeepReason, Rewriting } from "./rewriting.ts";
import { typeOfValue } from "./type-scope.ts";
import type { Form } from "./value.ts";

/** How a node goes into the new graph. */
interface Emission {
	/** The form of the float32 input at an index. */
	readonly inputs: (index: number) => Form | "home";
	/** The form of the float32 output at an index. Default: float. */
	readonly outputs?: (index: number) => Form;
	readonly lineage?: Lineage;
	readonly saturates?: boolean;
}

/** Puts a node into the new graph, and its outputs among the values. */
export function emit(draft: GraphDraft, node: Node, emission: Emission): void {
	const inputs: string[] = [...node.inputs];
	for (const [i, name] of node.inputs.entries()) draft.take(name, emission.inputs(i), inputs, i);
	const outputs: string[] = [...node.outputs];
	const entry = draft.append({ ...node, inputs, outputs });
	const { lineage = "data", saturates = false } = emission;
	for (const [i, name] of node.outputs.entries()) {
		if (name === "") continue;
		const type = typeOfValue(draft.scope, name);
		const home = emission.outputs?.(i) ?? "float";
		if (type === ELEMENT.float32) outputs[i] = draft.nameOf(name, home, home);
		draft.define({ name, type, home, lineage, saturates, entry, names: { [home]: outputs[i] as string } });
	}
}

/** Counts a node that stays in float32. */
export function countKept({ counts }: Rewriting, { domain, operator }: Node, reason: KeepReason): void {
	const name = domain === "" ? operator : `${domain}:${operator}`;
	const key = `${reason} ${name}`;
	const entry = counts.kept.get(key) ?? { operator: name, reason, count: 0 };
	entry.count++;
	counts.kept.set(key, entry);
}
