import type { TensorFlow } from "../../program.ts";
import { execute } from "../execute.ts";
import type { HostTensor } from "../host-tensor.ts";
import { runAsync } from "../run.ts";
import { disposeFrame } from "./dispose-frame.ts";
import { type Draft, type DraftNode, namesUsedBy } from "./draft.ts";
import { frameOf } from "./frame-of.ts";

/** Computes once what depends on nothing but constants, in bodies too. `outer`: constants around the graph. */
export async function foldConstants(
	tf: TensorFlow,
	draft: Draft,
	outer: ReadonlyMap<string, HostTensor> = new Map(),
	signal?: AbortSignal,
): Promise<void> {
	for (const [name, constant] of outer)
		if (!draft.constants.has(name) && isFree(draft, name)) draft.constants.set(name, constant);
	const given = new Set(draft.inputs.map(({ name }) => name));
	const known = new Set([...draft.constants.keys()].filter((name) => !given.has(name)));
	const folded: DraftNode[] = [];
	for (const node of draft.nodes) {
		if (node.operator.random || node.bodies.size > 0) continue;
		if (!node.inputs.every((name) => name === "" || known.has(name))) continue;
		folded.push(node);
		for (const name of node.outputs) known.add(name);
	}
	draft.nodes = draft.nodes.filter((node) => !folded.includes(node));
	if (folded.length > 0) await compute(tf, draft, folded, signal);
	const constants = new Map([...draft.constants].filter(([name]) => !given.has(name)));
	for (const { bodies } of draft.nodes)
		for (const body of bodies.values()) await foldConstants(tf, body, constants, signal);
}

async function compute(tf: TensorFlow, draft: Draft, nodes: DraftNode[], signal?: AbortSignal): Promise<void> {
	const used = new Set([...draft.nodes.flatMap(namesUsedBy), ...draft.outputs]);
	const outputs = nodes.flatMap((node) => node.outputs).filter((name) => used.has(name));
	const frame = frameOf(tf, { inputs: [], outputs, nodes, constants: draft.constants });
	try {
		const values = await runAsync(execute(tf, frame, []), signal);
		try {
			for (const [i, name] of outputs.entries()) {
				const value = values[i];
				if (value === undefined) continue;
				await value.read();
				draft.constants.set(name, value.host);
			}
		} finally {
			for (const value of values) value.release();
		}
	} finally {
		disposeFrame(frame);
	}
}

function isFree(draft: Draft, name: string): boolean {
	return (
		!draft.inputs.some((input) => input.name === name) && !draft.nodes.some(({ outputs }) => outputs.includes(name))
	);
}
