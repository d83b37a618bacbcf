import type { ValueInfo } from "@polyinfer/core";
import type { NetValue } from "./net.ts";

/** What a session must say of a net's input or output. */
export function valueInfoOf({ name, dtype, shape }: NetValue): ValueInfo {
	return {
		name,
		dtype,
		shape: shape.map((dim) => (typeof dim === "number" ? dim : null)),
		dimNames: shape.map((dim) => (typeof dim === "string" ? dim : null)),
	};
}
