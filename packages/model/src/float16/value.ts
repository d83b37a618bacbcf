import type { Node, Weight } from "../graph.ts";
import type { HalfRange } from "./half-range.ts";
import type { Lineage } from "./lineage.ts";

/** The two forms that a value of the model, float32 as it came, may take. */
export type Form = "float" | "half";

/** A node of the new graph, and what is put behind it. `undefined`: not decided yet, or left out. */
export interface Entry {
	node: Node | undefined;
	readonly after: Node[];
}

/** A place that a value's name was written to. */
export interface Use {
	readonly names: string[];
	readonly at: number;
}

/** The new graph that a value lies in. */
export interface ValueOwner {
	/** Which form keeps the old name, where that is not the one that the value is made in. */
	readonly claims: ReadonlyMap<string, Form>;
	/** The name of a value's form. The old one goes to the claimed form, else to `home`. */
	nameOf(name: string, form: Form, home: Form): string;
	/** Adds a Cast behind a value, and gives the name of what it makes. */
	cast(value: Value, form: Form): string;
}

/** A value of the model on its way into the new one. */
export interface Value {
	readonly name: string;
	/** Element type in the model as it came. */
	readonly type: number;
	readonly draft: ValueOwner;
	/** Behind which casts of it are put. */
	readonly entry: Entry;
	/** The form that it is made in; `both`: a constant, whichever is asked for. */
	readonly home: Form | "both";
	readonly lineage: Lineage;
	/** Its float32 numbers may be far out of float16's range, and are moved to its edge before they are cast. */
	readonly saturates: boolean;
	/** Names of the forms that there are. */
	readonly names: { [K in Form]?: string };
	/** What it equals: of float32 the same value in both forms, of float16 the other's float16 form. */
	readonly alias?: Value;
	/** What it was cast from: its float16 form. Where nobody needs float32, its Cast is left out. */
	readonly halfSource?: Value;
	/** Of a constant. */
	readonly range?: HalfRange;
	/** The constant's content. */
	readonly weight?: Weight;
	/** Where its forms are used. */
	readonly uses: { readonly [K in Form]: Use[] };
}
