import type { ChosenHost } from "../kernels/implementation.ts";
import { PlanBlock } from "../kernels/plan-block.ts";
import { instanceMasksReference, type MaskRule } from "./reference.ts";

/** Draws the masks of all `instances` into `output`. */
export type DrawMasks = (
	prototypes: Float32Array,
	coefficients: Float32Array,
	instances: Int32Array,
	count: number,
	output: Uint8Array,
) => void;

/** Prepares {@link DrawMasks} by the kernel, or the reference where there is no host. */
export function planDrawMasks(rule: MaskRule, chosen: ChosenHost | undefined): DrawMasks {
	if (chosen === undefined)
		return (prototypes, coefficients, instances, _, output) =>
			instanceMasksReference(prototypes, coefficients, instances, rule, output);
	const { prototypes: planes, width, height, columns, rows, threshold } = rule;
	const pictureWidth = columns.cells.length;
	const block = new PlanBlock()
		.int(planes, width, height)
		.float(threshold)
		.int(columns.next, rows.next, pictureWidth)
		.table(columns.cells)
		.table(columns.firstWeights)
		.table(columns.secondWeights)
		.table(rows.cells)
		.table(rows.firstWeights)
		.table(rows.secondWeights)
		.bytes();
	const arrays = [
		{ bytes: planes * width * height * 4, access: "read" },
		{ bytes: 0, access: "read" },
		{ bytes: 0, access: "read" },
		{ bytes: 0, access: "update" },
	] as const;
	const scratchBytes = (width + 2 * pictureWidth) * 4;
	const plan = chosen.host.plan({ kernel: "instance_masks", block, arrays, rows: 1, scratchBytes }, 1);
	const call = new Int32Array(1);
	return (prototypes, coefficients, instances, count, output) => {
		call[0] = count;
		plan.run(call, [prototypes, coefficients, instances, output]);
	};
}
