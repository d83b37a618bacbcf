import type { DeviceTensor } from "@polyinfer/core";
import { mismatch, unexpected } from "../arguments.ts";
import { blocks } from "../cuda/blocks.ts";
import { checkOutput, slotBytes } from "../cuda/check-output.ts";
import type { CudaKernel, CudaMemory } from "../cuda/cuda-device.ts";
import type { CudaOps } from "../cuda/cuda-ops.ts";
import {
	type CudaPicture,
	PICTURE_ALIGNMENT,
	type PictureBytes,
	pictureBytes,
	uploadPicture,
} from "../cuda/cuda-picture.ts";
import { allocateCudaTensor } from "../cuda/cuda-tensor.ts";
import { type CudaPictureTensorPlan, launchPicture, type PreparedPictureTensor, THREADS } from "./cuda.ts";

/** A picture of a batch, and the plan for its size. */
export interface CudaBatchEntry {
	readonly plan: CudaPictureTensorPlan;
	readonly picture: CudaPicture;
	/** Which picture of the batch is written. Default: its place in the list. */
	readonly slot?: number;
}

/** Bytes of a `Picture` of the kernel. */
const PICTURE_BYTES = 64;
/** Pictures of a launch: the most blocks that a grid has along y. */
const MOST_PICTURES = 65535;

interface Placed {
	readonly prepared: PreparedPictureTensor;
	readonly bytes: PictureBytes;
	readonly slot: number;
	/** Where it begins in the memory for uploads. */
	readonly at: number;
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
	const shape = [entries.length, ...first.shape.slice(1)];
	if (output !== undefined) checkOutput(ops, output, first.dtype, first.shape, 0);
	const slots = new Set<number>();
	let room = PICTURE_BYTES * entries.length;
	const placed = entries.map(({ plan: { prepared }, picture, slot = slots.size }): Placed => {
		checkAlike(ops, first, prepared);
		checkSlot(slots, slot, output?.shape[0] ?? entries.length);
		const bytes = pictureBytes(ops, prepared.source, picture);
		const at = room;
		room += Math.ceil(bytes.bytes / PICTURE_ALIGNMENT) * PICTURE_ALIGNMENT;
		return { prepared, bytes, slot, at };
	});
	const tensor = output ?? allocateCudaTensor(ops, first.dtype, shape);
	const uploaded = placed.filter(({ bytes }) => bytes.memory === undefined);
	for (const { prepared, bytes, slot } of placed)
		if (bytes.memory !== undefined) launchPicture(prepared, bytes.memory, 0, bytes, tensor, slot);
	if (uploaded.length > 0) launchUploaded(ops, uploaded, room, tensor);
	return tensor;
}

function launchUploaded(ops: CudaOps, placed: readonly Placed[], roomBytes: number, tensor: DeviceTensor): void {
	const room = ops.uploadRoom(roomBytes);
	const groups = new Map<CudaKernel, Placed[]>();
	for (const one of placed) {
		const { batchKernel } = one.prepared;
		groups.set(batchKernel, [...(groups.get(batchKernel) ?? []), one]);
	}
	const table = new DataView(new ArrayBuffer(PICTURE_BYTES * placed.length));
	let written = 0;
	for (const group of groups.values())
		for (const one of group) writePicture(table, PICTURE_BYTES * written++, one, room, tensor);
	ops.stream.upload(room, 0, new Uint8Array(table.buffer));
	for (const { bytes, at } of placed) uploadPicture(ops, room, bytes, at);
	let begin = 0;
	for (const [kernel, group] of groups) {
		const { pixels, pixelsPerThread } = (group[0] as Placed).prepared;
		const launch = blocks(Math.ceil(pixels / pixelsPerThread), THREADS, group.length);
		const pictures = { memory: room, offsetBytes: PICTURE_BYTES * begin };
		ops.stream.launch(kernel, launch, [pictures]);
		begin += group.length;
	}
}

/** A `Picture` of the kernel. */
function writePicture(table: DataView, at: number, placed: Placed, room: CudaMemory, tensor: DeviceTensor): void {
	const { prepared, bytes, slot } = placed;
	const pointer = (index: number, memory: CudaMemory, offset: number): void =>
		table.setBigUint64(at + 8 * index, memory.pointer + BigInt(offset), true);
	pointer(0, prepared.words, 0);
	pointer(1, tensor.handle as CudaMemory, slot * slotBytes(tensor));
	for (const [i, plane] of bytes.planes.entries()) {
		pointer(2 + i, room, placed.at + plane);
		table.setInt32(at + 40 + 4 * i, bytes.rowSteps[i] as number, true);
	}
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
