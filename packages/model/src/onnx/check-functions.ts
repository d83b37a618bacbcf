import { InferenceError } from "@polyinfer/core";
import type { ModelFunction, Node } from "../graph.ts";
import type { Meter, Sliced } from "../slices.ts";
import { graphsOf } from "./graphs-of.ts";

/** Checks that functions are defined once and none calls itself, directly or through others. Throws INVALID_MODEL. */
export function* checkFunctions(functions: readonly ModelFunction[], meter: Meter): Sliced<void> {
	const indexes = new Map<string, number>();
	for (const [i, one] of functions.entries()) {
		const id = functionId(one.domain, one.name, one.overload);
		if (indexes.has(id)) fail(i, `expected \`${one.name}\` once but received it again`);
		indexes.set(id, i);
	}
	const callers = functions.map((): number[] => []);
	const calls: number[] = [];
	for (const [i, one] of functions.entries()) {
		const called = new Set<number>();
		yield* collectCalls(one.nodes, indexes, called, meter);
		for (const callee of called) callers[callee]?.push(i);
		calls.push(called.size);
	}
	const ready = [...calls.keys()].filter((i) => calls[i] === 0);
	for (const i of ready)
		for (const caller of callers[i] as number[]) {
			const left = (calls[caller] as number) - 1;
			calls[caller] = left;
			if (left === 0) ready.push(caller);
		}
	if (ready.length === functions.length) return;
	const endless = calls.findIndex((left) => left > 0);
	fail(endless, `expected functions that end but \`${functions[endless]?.name}\` calls itself`);
}

function* collectCalls(
	nodes: readonly Node[],
	indexes: ReadonlyMap<string, number>,
	called: Set<number>,
	meter: Meter,
): Sliced<void> {
	for (const node of nodes) {
		const callee = indexes.get(functionId(node.domain, node.operator, node.overload));
		if (callee !== undefined) called.add(callee);
		for (const attribute of node.attributes.values())
			for (const graph of graphsOf(attribute)) yield* collectCalls(graph.nodes, indexes, called, meter);
		if (meter.due(2)) yield;
	}
}

/** What a node calls a function by, as one text. */
export function functionId(domain: string, name: string, overload = ""): string {
	return JSON.stringify([domain, name, overload]);
}

function fail(index: number, problem: string): never {
	throw new InferenceError("INVALID_MODEL", `Broken ONNX model at functions[${index}]: ${problem}.`);
}
