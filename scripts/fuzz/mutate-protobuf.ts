import { mutateBytes } from "./mutate-bytes.ts";
import { encodeTree, type Field, parseTree } from "./protobuf-tree.ts";
import type { Random } from "./random.ts";

/** Numbers at which something changes: signs, sizes of types, bounds, rank, element types. */
const NUMBERS = [0n, 1n, 2n, 7n, 8n, 16n, 27n, 33n, 127n, 128n, 255n, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 62n, -1n];
const COPIES = [1, 2, 10, 100, 3000];

/** A change that keeps a message a message most of the time: every length is written anew, fields move as wholes. */
export function mutateProtobuf(bytes: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
	const tree = parseTree(bytes);
	if (tree === undefined) return mutateBytes(bytes, other, random);
	const donor = parseTree(other) ?? tree;
	for (let changes = 1 + random.below(4); changes > 0; changes--) change(messageOf(tree, random), donor, random);
	const mutated = encodeTree(tree);
	return random.chance(0.1) ? mutateBytes(mutated, other, random) : mutated;
}

/** The fields of a message somewhere in the tree. */
function messageOf(tree: Field[], random: Random): Field[] {
	let message = tree;
	while (random.chance(0.8)) {
		const inner = message.flatMap(({ value }) => (Array.isArray(value) ? [value] : []));
		if (inner.length === 0) break;
		message = random.pick(inner);
	}
	return message;
}

function change(message: Field[], donor: Field[], random: Random): void {
	const at = random.below(message.length);
	const field = message[at];
	const gift = pickField(donor, random);
	if (field === undefined) {
		if (gift) message.push(structuredClone(gift));
		return;
	}
	switch (random.below(11)) {
		case 0:
			message.splice(at, 1);
			return;
		case 1: {
			const copies = random.pick(COPIES);
			const size = Array.isArray(field.value) ? encodeTree(field.value).length : 10;
			for (let i = 0; i < copies && i * size < 100_000; i++) message.push(structuredClone(field));
			return;
		}
		case 2:
			if (gift) message.splice(at, 0, structuredClone(gift));
			return;
		case 3:
			if (gift) field.value = structuredClone(gift.value);
			return;
		case 4:
			field.number = 1 + random.below(26);
			return;
		case 5:
			field.wire = random.below(8);
			return;
		case 6:
			field.lengthError = random.pick([-1, 1, 100, 2 ** 31, 2 ** 40]);
			return;
		case 7:
			message.reverse();
			return;
		case 8:
			// A message inside itself, again and again.
			for (let depth = random.pick([1, 5, 40]); depth > 0; depth--) {
				if (!Array.isArray(field.value)) break;
				field.value = [{ number: field.number, wire: 2, value: field.value }];
			}
			return;
		default:
			changeValue(field, donor, random);
	}
}

function changeValue(field: Field, donor: Field[], random: Random): void {
	if (typeof field.value === "bigint")
		field.value = random.chance(0.5) ? random.pick(NUMBERS) : field.value + BigInt(random.below(5) - 2);
	else if (Array.isArray(field.value)) change(field.value, donor, random);
	else field.value = mutateBytes(field.value, field.value, random);
}

function pickField(tree: Field[], random: Random): Field | undefined {
	const message = messageOf(tree, random);
	return message.length === 0 ? undefined : random.pick(message);
}
