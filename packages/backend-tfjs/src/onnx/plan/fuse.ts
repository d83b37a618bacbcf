import type { Draft, DraftNode } from "./draft.ts";
import { fuseActivation } from "./fuse-activation.ts";
import { fuseAffine } from "./fuse-affine.ts";
import { fuseBias } from "./fuse-bias.ts";
import { fuseScales } from "./fuse-scales.ts";

/**
 * Lets `node`, which follows `before` and is the only one to use its output, become part of it: changes `before` and the
 * constants, gives true. Names of its outputs are moved by {@link fuse}.
 */
export type Fusion = (draft: Draft, before: DraftNode, node: DraftNode) => boolean;

const fusions: readonly Fusion[] = [fuseAffine, fuseBias, fuseScales, fuseActivation];

/** Makes one step of several wherever a kernel does the work of all. */
export function fuse(draft: Draft): void {
	const makers = new Map<string, DraftNode>();
	const uses = countUses(draft);
	const kept: DraftNode[] = [];
	for (const node of draft.nodes) {
		for (const body of node.bodies.values()) fuse(body);
		const before = node.inputs
			.map((name) => makers.get(name))
			.find((maker) => maker && uses.get(maker.outputs[0] as string) === 1);
		const isOnlyOutput = node.outputs.slice(1).every((name) => !uses.has(name));
		if (before !== undefined && isOnlyOutput && fusions.some((fusion) => fusion(draft, before, node))) {
			before.outputs = [node.outputs[0] as string];
			makers.set(before.outputs[0] as string, before);
			continue;
		}
		kept.push(node);
		if (node.outputs[0]) makers.set(node.outputs[0], node);
	}
	draft.nodes = kept;
}

function countUses(draft: Draft): Map<string, number> {
	const uses = new Map<string, number>();
	const count = (name: string) => uses.set(name, (uses.get(name) ?? 0) + 1);
	const visit = ({ nodes, outputs }: Draft): void => {
		for (const name of outputs) count(name);
		for (const { inputs, bodies } of nodes) {
			for (const name of inputs) count(name);
			for (const body of bodies.values()) visit(body);
		}
	};
	visit(draft);
	return uses;
}
