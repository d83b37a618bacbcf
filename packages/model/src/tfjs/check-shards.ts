import { elementCount, type ModelFile } from "@polyinfer/core";
import { broken } from "./json-fields.ts";
import { bytesOfWeight } from "./read-weights.ts";
import type { TfjsModel, TfjsWeight, TfjsWeightGroup } from "./tfjs-model.ts";

/**
 * Compares what model.json says of the weights with the files that they lie in. Throws INVALID_MODEL where a group's
 * files are shorter or longer together than its weights.
 */
export function checkShards({ groups }: TfjsModel, files: readonly ModelFile[]): void {
	const byName = new Map(files.map(({ name, bytes }) => [name, bytes]));
	for (const group of groups) checkGroup(group, (path) => byName.get(path) ?? new Uint8Array(0));
}

/** Bytes that the weights of `group` take, those of texts left out: their files cannot be shorter. */
export function leastBytesOf({ weights }: TfjsWeightGroup): number {
	return weights.reduce((sum, weight) => sum + (bytesOfWeight(weight) ?? 4 * elementCount(weight.shape)), 0);
}

function checkGroup(group: TfjsWeightGroup, bytesOf: (path: string) => Uint8Array): void {
	const shards = group.paths.map(bytesOf);
	const cameBytes = shards.reduce((sum, { length }) => sum + length, 0);
	let neededBytes = 0;
	for (const weight of group.weights) {
		const bytes = bytesOfWeight(weight) ?? bytesOfTexts(weight, shards, neededBytes);
		if (neededBytes + bytes > cameBytes)
			throw broken(
				`Expected ${bytes} bytes for weight \`${weight.name}\` from byte ${neededBytes} on but ${listOf(group)} ${have(group)} only ${cameBytes}.`,
			);
		neededBytes += bytes;
	}
	if (neededBytes < cameBytes)
		throw broken(
			`Expected ${neededBytes} bytes of weights in ${listOf(group)}, as weightsManifest says, but ${have(group)} ${cameBytes}.`,
		);
}

/** Each text is four bytes of its length and as many bytes as that says. */
function bytesOfTexts({ shape }: TfjsWeight, shards: readonly Uint8Array[], start: number): number {
	let at = start;
	const end = shards.reduce((sum, { length }) => sum + length, 0);
	for (let left = elementCount(shape); left > 0; left--) {
		if (at + 4 > end) return at + 4 - start;
		at += 4 + lengthAt(shards, at);
	}
	return at - start;
}

/** Little-endian, over the borders of files. */
function lengthAt(shards: readonly Uint8Array[], at: number): number {
	let length = 0;
	for (let i = 3; i >= 0; i--) length = length * 256 + byteAt(shards, at + i);
	return length;
}

function byteAt(shards: readonly Uint8Array[], at: number): number {
	let left = at;
	for (const shard of shards) {
		if (left < shard.length) return shard[left] as number;
		left -= shard.length;
	}
	return 0;
}

function listOf({ paths }: TfjsWeightGroup): string {
	const more = paths.length > 3 ? ` and ${paths.length - 3} more` : "";
	return paths.length === 0 ? "no file" : `${paths.slice(0, 3).join(", ")}${more}`;
}

function have({ paths }: TfjsWeightGroup): string {
	return paths.length === 1 ? "has" : "have";
}
