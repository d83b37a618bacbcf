import type { Finding } from "@polyinfer/core";
import type { Model, Node } from "../graph.ts";
import { ONNX_LIMITS } from "../limits.ts";
import { functionId } from "../onnx/check-functions.ts";
import { graphsOf } from "../onnx/graphs-of.ts";
import { Meter, type Sliced } from "../slices.ts";

/** Graphs and functions inside each other, once every function is put in the place of its call. */
const MAX_NESTING = 100;

/** Nodes and nesting of a body with every call replaced by what it calls. */
interface Extent {
	readonly nodes: number;
	readonly nesting: number;
}

/** What a body holds itself, and whom it calls from how deep. */
interface Body {
	nodes: number;
	nesting: number;
	/** By the index of the function called. */
	readonly calls: Map<number, { times: number; nesting: number }>;
}

/**
 * Functions that call functions that call functions ... double at each step; engines put them in the place of their
 * calls when they load a model. `function-bomb` where that gives too many nodes or too deep nesting.
 */
export function* functionSizes({ graph, functions }: Model): Sliced<Finding[]> {
	if (functions.length === 0) return [];
	const meter = new Meter();
	const indexes = new Map(functions.map((one, i) => [functionId(one.domain, one.name, one.overload), i]));
	const bodies: Body[] = [];
	for (const { nodes } of [...functions, graph]) {
		const body: Body = { nodes: 0, nesting: 1, calls: new Map() };
		yield* measure(nodes, 1, body, indexes, meter);
		bodies.push(body);
	}
	const { nodes, nesting } = yield* extentOf(bodies, functions.length, meter);
	if (nodes <= ONNX_LIMITS.maxNodes && nesting <= MAX_NESTING) return [];
	const message =
		nodes > ONNX_LIMITS.maxNodes
			? `Functions that call functions stand for ${nodes.toPrecision(3)} nodes, more than ${ONNX_LIMITS.maxNodes}.`
			: `Functions and graphs lie ${nesting} deep inside each other, more than ${MAX_NESTING}.`;
	return [{ kind: "function-bomb", message, refused: true }];
}

function* measure(
	nodes: readonly Node[],
	nesting: number,
	body: Body,
	indexes: ReadonlyMap<string, number>,
	meter: Meter,
): Sliced<void> {
	body.nesting = Math.max(body.nesting, nesting);
	for (const node of nodes) {
		const callee = indexes.get(functionId(node.domain, node.operator, node.overload));
		if (callee === undefined) body.nodes++;
		else {
			const calls = body.calls.get(callee) ?? { times: 0, nesting: 0 };
			body.calls.set(callee, { times: calls.times + 1, nesting: Math.max(calls.nesting, nesting) });
		}
		for (const attribute of node.attributes.values())
			for (const graph of graphsOf(attribute)) yield* measure(graph.nodes, nesting + 1, body, indexes, meter);
		if (meter.due(2)) yield;
	}
}

/** Functions do not call themselves (`checkFunctions`), so that a walk in depth ends. Without recursion: chains are long. */
function* extentOf(bodies: readonly Body[], start: number, meter: Meter): Sliced<Extent> {
	const extents = new Map<number, Extent>();
	const enter = (at: number) => ({ at, callees: (bodies[at] as Body).calls.keys() });
	const open = [enter(start)];
	while (open.length > 0) {
		const { at, callees } = open.at(-1) as ReturnType<typeof enter>;
		const callee = callees.next();
		if (meter.due(1)) yield;
		if (!callee.done) {
			if (!extents.has(callee.value)) open.push(enter(callee.value));
			continue;
		}
		open.pop();
		extents.set(at, yield* sumOf(bodies[at] as Body, extents, meter));
	}
	return extents.get(start) as Extent;
}

function* sumOf(body: Body, extents: ReadonlyMap<number, Extent>, meter: Meter): Sliced<Extent> {
	let { nodes, nesting } = body;
	for (const [callee, calls] of body.calls) {
		const extent = extents.get(callee) as Extent;
		nodes += calls.times * extent.nodes;
		nesting = Math.max(nesting, calls.nesting + extent.nesting);
		if (meter.due(1)) yield;
	}
	return { nodes, nesting };
}
