import { type DType, dtypeOfNumber, InferenceError, type ValueInfo } from "@polyinfer/core";
import type { NativeValue } from "./native-addon.ts";

/** An engine's description in core's words. Throws UNSUPPORTED for element types that Polyinfer has no arrays for. */
export function toValueInfo(value: NativeValue): ValueInfo {
	const details = readDetails(value.details);
	const dimNames = details.dimNames;
	return {
		name: value.name,
		dtype: dtypeOf(value),
		shape: value.shape?.map((size) => (size < 0 ? null : size)) ?? null,
		...(Array.isArray(dimNames) && {
			dimNames: dimNames.map((name) => (typeof name === "string" && name !== "" ? name : null)),
		}),
		...(details.optional === true && { optional: true }),
	};
}

function dtypeOf(value: NativeValue): DType {
	const dtype = dtypeOfNumber(value.dtype);
	if (dtype !== undefined) return dtype;
	throw new InferenceError(
		"UNSUPPORTED",
		`\`${value.name}\` has elements of ONNX type ${value.dtype}, which Polyinfer has no arrays for.`,
	);
}

function readDetails(json: string): Record<string, unknown> {
	try {
		const details: unknown = JSON.parse(json);
		return typeof details === "object" && details !== null ? (details as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}
