import { type DType, InferenceError, isDType, type ValueInfo } from "@polyinfer/core";
import { ID } from "../errors.ts";
import type { WireValue } from "./protocol.ts";

/** Sizes above are no sizes: onnxruntime-web reads the -1 of a free axis without a name as an unsigned number. */
const MOST = 2 ** 31 - 1;

/**
 * What the library says of inputs or outputs, in core's words. It calls an unknown rank a scalar:
 * `declared`, from the model itself, knows better. Throws UNSUPPORTED for what is no tensor or of an unknown dtype.
 */
export function valueInfosOf(
	values: readonly WireValue[],
	declared: readonly ValueInfo[] | undefined,
): readonly ValueInfo[] {
	return values.map(({ name, isTensor, type, shape = [] }) => {
		if (!isTensor) throw unsupported(`Expected tensors only but \`${name}\` is of another type.`);
		if (!isDType(type)) throw unsupported(`\`${name}\` is of the element type ${type}, which the library lacks.`);
		const unknown = shape.length === 0 && declared?.find((value) => value.name === name)?.shape === null;
		if (unknown) return { name, dtype: type as DType, shape: null };
		return {
			name,
			dtype: type,
			shape: shape.map((dim) => (typeof dim === "number" && dim <= MOST ? dim : null)),
			dimNames: shape.map((dim) => (typeof dim === "string" && dim !== "" ? dim : null)),
		};
	});
}

function unsupported(message: string): InferenceError {
	return new InferenceError("UNSUPPORTED", message, { backend: ID, stage: "compile" });
}
