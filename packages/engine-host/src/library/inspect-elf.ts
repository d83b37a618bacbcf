import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Why a library cannot be loaded, and what to do. */
export interface LibraryFault {
	readonly reason: string;
	readonly advice: string;
}

/** Numbers of processors in ELF files, by Node's names; System V ABI, `e_machine`. */
const MACHINES: Readonly<Record<string, number>> = { ia32: 3, arm: 40, x64: 62, arm64: 183, riscv64: 243 };
const HEADER_BYTES = 64;
const SEGMENT_BYTES = 56;
const LOADED = 1;

/**
 * What is wrong with a shared library of Linux by its headers: built for another processor, or cut short, which the
 * dynamic linker does not look at before it dies of it. `undefined` where nothing is, and for files of other systems.
 * Throws what opening the file throws.
 */
export function inspectElf(path: string, processor: string = process.arch): LibraryFault | undefined {
	const file = openSync(path, "r");
	try {
		const head = read(file, 0, HEADER_BYTES);
		// Without a whole header the dynamic linker says itself that the file is too short.
		if (head.length < HEADER_BYTES || head.toString("latin1", 0, 4) !== "\x7fELF") return undefined;
		if (head[4] !== 2 || head[5] !== 1) return undefined;
		const { size } = fstatSync(file);
		const machine = head.readUInt16LE(18);
		if (machine !== MACHINES[processor]) return otherMachine(path, machine, processor);
		const segmentBytes = head.readUInt16LE(56) * SEGMENT_BYTES;
		const segments = read(file, Number(head.readBigUInt64LE(32)), segmentBytes);
		if (segments.length < segmentBytes) return cutShort(path, size);
		for (let at = 0; at + SEGMENT_BYTES <= segments.length; at += SEGMENT_BYTES) {
			const end = Number(segments.readBigUInt64LE(at + 8) + segments.readBigUInt64LE(at + 32));
			if (segments.readUInt32LE(at) === LOADED && end > size) return cutShort(path, size);
		}
		return undefined;
	} finally {
		closeSync(file);
	}
}

function cutShort(path: string, size: number): LibraryFault {
	return { reason: `${path} is cut short after ${size} bytes`, advice: `Fetch ${path} again: it is not all there.` };
}

function otherMachine(path: string, machine: number, processor: string): LibraryFault {
	const named = Object.entries(MACHINES).find(([, number]) => number === machine)?.[0] ?? `machine ${machine}`;
	return {
		reason: `${path} is built for ${named}, and this process is ${processor}`,
		advice: `Fetch the build for ${processor} of ${path}.`,
	};
}

function read(file: number, at: number, bytes: number): Buffer {
	const piece = Buffer.alloc(bytes);
	return piece.subarray(0, readSync(file, piece, 0, bytes, at));
}
