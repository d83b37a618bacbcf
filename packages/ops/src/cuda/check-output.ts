import { type DeviceTensor, DTYPES, type DType, elementCount, formatType, shapeFits } from "@polyinfer/core";
import { checkInteger, mismatch } from "../arguments.ts";
import type { CudaOps } from "./cuda-ops.ts";
import { cudaMemory } from "./cuda-tensor.ts";

/**
 * Throws INVALID_ARGUMENT unless `output` is on the device of `ops`, of this dtype and shape; with `slot`, a batch that has it,
 * `[N, ...]`. DISPOSED after its `dispose`.
 */
export function checkOutput(
	ops: CudaOps,
	output: DeviceTensor,
	dtype: DType,
	shape: readonly number[],
	slot: number | undefined,
): void {
	const given = output as DeviceTensor | undefined;
	const wanted = slot === undefined ? shape : [null, ...shape.slice(1)];
	const fits =
		given?.dtype === dtype && (slot === undefined ? shapeFits(given.shape, shape) : isBatch(given.shape, shape));
	if (!fits)
		throw mismatch(
			`${formatType(dtype, wanted, ["N"])} as output`,
			given?.shape ? formatType(given.dtype, given.shape) : String(given),
		);
	cudaMemory(ops, "as output", output);
	if (slot !== undefined) checkInteger("slot", slot, 0, (given.shape[0] as number) - 1);
}

/** Bytes of one entry of a batch. */
export function slotBytes({ dtype, shape }: DeviceTensor): number {
	return elementCount(shape.slice(1)) * DTYPES[dtype].bytes;
}

function isBatch(given: readonly number[], shape: readonly number[]): boolean {
	return given.length === shape.length && given.every((size, i) => i === 0 || size === shape[i]);
}
