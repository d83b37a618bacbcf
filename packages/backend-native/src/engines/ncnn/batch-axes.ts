import { unsupported } from "../../errors.ts";

/** The batch axis of each value of a converted net: an axis that the net does not have; `undefined`: it has all axes. */
export interface BatchAxes {
	readonly inputs: readonly (number | undefined)[];
	readonly outputs: readonly (number | undefined)[];
}

/** pnnx's number for: no batch axis. */
const NONE = 233;

/**
 * Reads which axis pnnx took for the batch out of the program that it writes beside a net to try it. A value that is not
 * named there is passed on as it is. Throws UNSUPPORTED where the program is of another kind than the pinned pnnx writes.
 */
export function batchAxes(program: string, inputCount: number, outputCount: number): BatchAxes {
	const inputs = find(program, /ex\.input\("in(\d+)", ncnn\.Mat\(.*?, batch_index=(\d+)\)/g, inputCount);
	const outputs = find(program, /\(out(\d+)\.numpy\(batch_index=(\d+)\)\)/g, outputCount);
	if (!outputs.every((axis) => axis !== undefined))
		throw unsupported(
			"ncnn",
			"pnnx does not say which axis is the batch: it is of another version than expected.",
			"convert",
		);
	const axis = (found: number | undefined): number | undefined => (found === NONE ? undefined : found);
	return { inputs: inputs.map(axis), outputs: outputs.map(axis) };
}

function find(program: string, pattern: RegExp, count: number): (number | undefined)[] {
	const found = new Array<number | undefined>(count).fill(undefined);
	for (const [, index, axis] of program.matchAll(pattern))
		if (Number(index) < count) found[Number(index)] = Number(axis);
	return found;
}
