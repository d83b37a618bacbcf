import { InferenceError } from "@polyinfer/core";
import type { Model } from "../graph.ts";
import { finish, finishInTurns, type Sliced } from "../slices.ts";
import { freshNames } from "./fresh-names.ts";
import type { HalfLosses } from "./half-bits.ts";
import { markExact } from "./mark-exact.ts";
import { markWide } from "./mark-wide.ts";
import { OPSETS } from "./operator-table.ts";
import { type Float16Options, isAskedBy } from "./options.ts";
import { rewriteGraph } from "./rewrite-graph.ts";
import type { Counts, KeepReason, Rewriting } from "./rewriting.ts";
import { typeScopeOf } from "./type-scope.ts";

/** A model in float16, and what was done for it. */
export interface Float16Model {
	readonly model: Model;
	/** Nodes that compute in float16 now. */
	readonly convertedNodes: number;
	/** Nodes that touch float32 and were left in it. */
	readonly kept: readonly { readonly operator: string; readonly reason: KeepReason; readonly count: number }[];
	/** Cast nodes that were added, and those of the model that were left out. */
	readonly casts: { readonly added: number; readonly removed: number };
	/** Constants that are float16 now, and how many of their elements have no near float16. */
	readonly weights: { readonly converted: number } & Readonly<HalfLosses>;
}

/**
 * Rewrites a model so that an engine which takes element types at their word computes in float16: weights are rounded
 * to the nearest, Casts are put where float32 meets float16, and what float16 would spoil stays in float32: operators
 * that ONNX defines for float32 only, sums, what they are made of and divisions by them, what logarithms look at,
 * coordinates, scales, indexes, sizes, quantised parts, what `Loop` and `Scan` carry, and all of what the model's own functions and foreign operators compute. A model that was rewritten comes back
 * equal. The new model shares memory with the old one.
 * Throws UNSUPPORTED for an operator set that is not known, INVALID_ARGUMENT for external bytes that do not fit.
 */
export function toFloat16(model: Model, options: Float16Options = {}): Float16Model {
	return finish(rewrite(model, options));
}

/** The same a few milliseconds at a time, so that the event loop stays free. Rejects with ABORTED too. */
export function toFloat16Async(
	model: Model,
	options: Float16Options & { readonly signal?: AbortSignal } = {},
): Promise<Float16Model> {
	return finishInTurns(rewrite(model, options), options.signal);
}

function* rewrite(model: Model, options: Float16Options): Sliced<Float16Model> {
	const counts: Counts = {
		converted: 0,
		castsAdded: 0,
		castsRemoved: 0,
		weights: 0,
		clamped: 0,
		raised: 0,
		subnormal: 0,
		kept: new Map(),
	};
	const rewriting: Rewriting = {
		opset: opsetOf(model),
		irVersion: model.irVersion,
		isAsked: isAskedBy(options),
		externalBytes: options.externalBytes,
		fresh: freshNames(model),
		counts,
	};
	const scope = yield* typeScopeOf(model.graph, rewriting.opset);
	yield* markExact(model.graph, scope);
	yield* markWide(model.graph, scope, rewriting);
	const { keepInputs = true, keepOutputs = true } = options;
	const forms = { inputs: keepInputs ? "float" : "half", outputs: keepOutputs ? "float" : "half" } as const;
	const graph = yield* rewriteGraph(model.graph, scope, forms, rewriting);
	const { clamped, raised, subnormal } = counts;
	return {
		model: { ...model, graph },
		convertedNodes: counts.converted,
		kept: [...counts.kept.values()],
		casts: { added: counts.castsAdded, removed: counts.castsRemoved },
		weights: { converted: counts.weights, clamped, raised, subnormal },
	};
}

function opsetOf({ opsets }: Model): number {
	const opset = opsets.get("");
	const { oldest, newest } = OPSETS;
	if (opset !== undefined && opset >= oldest && opset <= newest) return opset;
	throw new InferenceError(
		"UNSUPPORTED",
		`Expected a model of ONNX's operator set ${oldest} to ${newest} but received ${opset ?? "none"}.`,
		{ advice: "Convert the model with onnx.version_converter." },
	);
}
