import { attribute } from "../attribute.ts";
import type { Node, Weight } from "../graph.ts";
import { weightOf } from "../weight.ts";
import { ELEMENT } from "./element-type.ts";
import type { Rewriting } from "./rewriting.ts";
import type { TypeScope } from "./type-scope.ts";
import type { Entry, Form, Value, ValueOwner } from "./value.ts";

/** What is told of a new value; the rest follows. */
export type NewValue = Pick<Value, "name" | "type"> &
	Partial<
		Pick<Value, "home" | "lineage" | "saturates" | "names" | "alias" | "halfSource" | "range" | "weight" | "entry">
	>;

const LARGEST = 65504;

/** A graph on its way to float16: its values by their old names, and its new nodes. */
export class GraphDraft implements ValueOwner {
	readonly rewriting: Rewriting;
	readonly scope: TypeScope;
	readonly outer: GraphDraft | undefined;
	/** The first holds what is put before all nodes. */
	readonly entries: Entry[] = [{ node: undefined, after: [] }];
	readonly values: Map<string, Value> = new Map();
	readonly claims: Map<string, Form> = new Map();
	readonly newWeights: Map<string, Weight> = new Map();
	#limits: readonly [string, string] | undefined;

	constructor(rewriting: Rewriting, scope: TypeScope, outer?: GraphDraft) {
		this.rewriting = rewriting;
		this.scope = scope;
		this.outer = outer;
	}

	/** The value of a name, here or around. */
	find(name: string): Value | undefined {
		for (let one: GraphDraft | undefined = this; one !== undefined; one = one.outer) {
			const value = one.values.get(name);
			if (value !== undefined) return value;
		}
		return undefined;
	}

	append(node: Node | undefined): Entry {
		const entry: Entry = { node, after: [] };
		this.entries.push(entry);
		return entry;
	}

	define(made: NewValue): Value {
		const value: Value = {
			home: "float",
			lineage: "data",
			saturates: false,
			names: {},
			entry: this.entries[0] as Entry,
			...made,
			draft: this,
			uses: { float: [], half: [] },
		};
		this.values.set(made.name, value);
		return value;
	}

	nameOf(name: string, form: Form, home: Form): string {
		if ((this.claims.get(name) ?? home) === form) return name;
		return this.rewriting.fresh(`${name}_float${form === "half" ? 16 : 32}`);
	}

	/** Writes the name of `old` in the wished form to `names[at]`, and makes the form where it is not there yet. */
	take(old: string, wish: Form | "home", names: string[], at: number): void {
		const value = old === "" ? undefined : this.find(old);
		names[at] = value === undefined ? old : takeValue(value, wish, names, at);
	}

	cast(value: Value, form: Form): string {
		const made = this.nameOf(value.name, form, form === "half" ? "float" : "half");
		let from = value.names[form === "half" ? "float" : "half"] as string;
		if (form === "half" && value.saturates) {
			const clip = this.#clip(from);
			value.entry.after.push(clip);
			from = clip.outputs[0] as string;
		}
		value.entry.after.push(castNode(this.rewriting.fresh(`${made}_cast`), from, made, form));
		this.rewriting.counts.castsAdded++;
		return made;
	}

	#clip(from: string): Node {
		const outputs = [this.rewriting.fresh(`${from}_clipped`)];
		const base = { name: "", operator: "Clip", domain: "", outputs };
		if (this.rewriting.opset < 11)
			return {
				...base,
				inputs: [from],
				attributes: new Map([
					["min", attribute.float(-LARGEST)],
					["max", attribute.float(LARGEST)],
				]),
			};
		this.#limits ??= [this.#scalar("float16_lowest", -LARGEST), this.#scalar("float16_largest", LARGEST)];
		return { ...base, inputs: [from, ...this.#limits], attributes: new Map() };
	}

	#scalar(wish: string, number: number): string {
		const name = this.rewriting.fresh(wish);
		this.newWeights.set(name, weightOf(name, { dtype: "float32", data: Float32Array.of(number), shape: [] }));
		return name;
	}
}

function castNode(name: string, from: string, to: string, form: Form): Node {
	const elementType = form === "half" ? ELEMENT.float16 : ELEMENT.float32;
	return {
		name,
		operator: "Cast",
		domain: "",
		inputs: [from],
		outputs: [to],
		attributes: new Map([["to", attribute.int(elementType)]]),
	};
}

function takeValue(value: Value, wish: Form | "home", names: string[], at: number): string {
	const isFloat32 = value.type === ELEMENT.float32;
	if (value.alias !== undefined) return takeValue(value.alias, isFloat32 ? wish : "half", names, at);
	if (!isFloat32) return value.name;
	const form = wish !== "home" ? wish : value.home === "both" ? "float" : value.home;
	if (form === "half" && value.halfSource !== undefined && value.draft.claims.get(value.name) !== "half")
		return takeValue(value.halfSource, "home", names, at);
	value.uses[form].push({ names, at });
	const { draft, name, home } = value;
	value.names[form] ??= home === "both" ? draft.nameOf(name, form, "float") : draft.cast(value, form);
	return value.names[form];
}
