import type { DeviceTensor } from "@polyinfer/core";
import { mismatch, unexpected } from "../arguments.ts";
import { blocks } from "../cuda/blocks.ts";
import { checkOutput, slotBytes } from "../cuda/check-output.ts";
import type { CudaArgument, CudaKernel, CudaMemory } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import {
	type CudaPicture,
	PICTURE_ALIGNMENT,
	type PictureBytes,
	pictureBytes,
	uploadPicture,
} from "../cuda/cuda-picture.ts";
import { intoCudaTensor } from "../cuda/cuda-tensor.ts";
import { type CudaPictureTensorPlan, launchPicture, NOTHING, type PreparedPictureTensor, THREADS } from "./cuda.ts";

/** A picture of a batch, and the plan for its size. */
export interface CudaBatchEntry {
	readonly plan: CudaPictureTensorPlan;
	readonly picture: CudaPicture;
	/** Which picture of the batch is written. Default: its place in the list. */
	readonly slot?: number;
}

/** Bytes of an `Entry` of the kernel. */
const ENTRY_BYTES = 64;
/** Pictures of a launch: the most blocks that a grid has along y. */
const MOST_PICTURES = 65535;

interface Placed {
	readonly prepared: PreparedPictureTensor;
	readonly bytes: PictureBytes;
	readonly slot: number;
}

/**
 * Pictures of several sizes into one batch, each by its own plan: one launch for all that take the same kernel. Those that are
 * on the device already take one each. Gives `output`, or a new batch of as many. Throws as the plans' `run`; INVALID_ARGUMENT
 * where plans differ in dtype or shape, or two pictures go to one slot.
 */
export function runCudaBatch(ops: CudaOps, entries: readonly CudaBatchEntry[], output?: DeviceTensor): DeviceTensor {
	ops.check();
	if (!Array.isArray(entries) || entries.length > MOST_PICTURES)
		throw unexpected(`at most ${MOST_PICTURES} pictures of a batch`, entries);
	const first = entries[0]?.plan.prepared;
	if (first === undefined) {
		if (output === undefined) throw mismatch("pictures, or a batch as output", "neither");
		return output;
	}
	if (output !== undefined) checkOutput(ops, output, first.dtype, first.shape, 0);
	const slots = new Set<number>();
	const placed = entries.map(({ plan: { prepared }, picture, slot = slots.size }): Placed => {
		checkAlike(ops, first, prepared);
		checkSlot(slots, slot, output?.shape[0] ?? entries.length);
		return { prepared, bytes: pictureBytes(ops, prepared.source, prepared.rows, picture), slot };
	});
	const shape = [entries.length, ...first.shape.slice(1)];
	return intoCudaTensor(ops, first.dtype, shape, output, (tensor) => {
		const groups = new Map<CudaKernel, Placed[]>();
		for (const one of placed) {
			const { prepared, bytes, slot } = one;
			if (bytes.memory !== undefined) launchPicture(prepared, bytes.memory, bytes, tensor, slot);
			else groups.set(prepared.kernel, [...(groups.get(prepared.kernel) ?? []), one]);
		}
		if (groups.size > 0) launchGroups(ops, groups, tensor);
	});
}

/** What lies in the memory for uploads: entries first, then plans and pictures. */
function launchGroups(ops: CudaOps, groups: ReadonlyMap<CudaKernel, readonly Placed[]>, tensor: DeviceTensor): void {
	const placed = [...groups.values()].flat();
	const table = new DataView(new ArrayBuffer(ENTRY_BYTES * placed.length));
	let end = table.byteLength;
	const take = (bytes: number): number => {
		const at = end;
		end += Math.ceil(bytes / PICTURE_ALIGNMENT) * PICTURE_ALIGNMENT;
		return at;
	};
	const plans = new Map<CudaMemory, number>();
	const places = placed.map(({ prepared, bytes, slot }, i) => {
		const { words } = prepared;
		const plan = plans.get(words) ?? take(words.bytes);
		plans.set(words, plan);
		const at = take(bytes.bytes);
		writeEntry(table, ENTRY_BYTES * i, plan, slot * slotBytes(tensor), at, bytes);
		return at;
	});
	const room = ops.uploadRoom(end);
	ops.stream.upload(room, 0, new Uint8Array(table.buffer));
	for (const [words, at] of plans) ops.stream.copy(room, at, words, 0, words.bytes);
	for (const [i, { bytes }] of placed.entries()) uploadPicture(ops, room, bytes, places[i] as number);
	let first = 0;
	for (const [kernel, group] of groups) {
		const { bytes } = group[0] as Placed;
		const threads = group.reduce((most, { prepared }) => Math.max(most, prepared.threads), 0);
		// What a single picture would be: the entries say it here.
		const unused: CudaArgument[] = [NOTHING, ...bytes.planes.flatMap(() => [NOTHING, { int32: 0 }]), { int32: 0 }];
		if (bytes.planes.length === 1) unused.push({ int32: 0 });
		const launch = blocks(threads, THREADS, group.length);
		ops.stream.launch(kernel, launch, [room, { int32: first }, tensor.handle as CudaMemory, ...unused]);
		first += group.length;
	}
}

/** An `Entry` of the kernel. */
function writeEntry(
	table: DataView,
	at: number,
	plan: number,
	slot: number,
	picture: number,
	bytes: PictureBytes,
): void {
	for (const [i, place] of [plan, slot, ...bytes.planes.map((plane) => picture + plane)].entries())
		table.setBigInt64(at + 8 * i, BigInt(place), true);
	for (const [i, step] of bytes.rowSteps.entries()) table.setInt32(at + 40 + 4 * i, step, true);
	table.setInt32(at + 52, bytes.pixelStep, true);
	table.setInt32(at + 56, bytes.channelStep, true);
}

function checkAlike(ops: CudaOps, first: PreparedPictureTensor, other: PreparedPictureTensor): void {
	if (other.ops !== ops) throw mismatch("plans of these ops", "one of others");
	const [wanted, given] = [first, other].map(({ dtype, shape }) => `${dtype} [${shape}]`) as [string, string];
	if (wanted !== given) throw mismatch(`a plan that gives ${wanted}, as the first one,`, given);
}

function checkSlot(slots: Set<number>, slot: number, count: number): void {
	if (!Number.isInteger(slot) || slot < 0 || slot >= count)
		throw unexpected(`an integer from 0 to ${count - 1} for \`slot\``, slot);
	if (slots.has(slot)) throw mismatch("a slot of its own for each picture", `slot ${slot} twice`);
	slots.add(slot);
}
