import { type FileHandle, open, stat } from "node:fs/promises";
import { join } from "node:path";

/** The provider that says of which release it is. */
const SPEAKER = "libonnxruntime_providers_cuda.so";
const SLICE_BYTES = 2 ** 20;
const HEADER_BYTES = 64;
const SECTION_BYTES = 64;
/** A section larger than this is none of a provider's texts. */
const MAX_TEXT_BYTES = 2 ** 27;

const known = new Map<string, string>();

/**
 * Release of the provider libraries in `folder`, as the CUDA provider holds it among its constants: `"1.30.0"`.
 * `undefined` where there is none or it does not say. Loads nothing; remembered by path, time and size.
 */
export function versionOfProviders(folder: string): Promise<string | undefined> {
	return remembered(join(folder, SPEAKER), async (file) => {
		const section = await findSection(file, ".rodata");
		return section && search(file, section, /\0(\d+\.\d+\.\d+)\0/);
	});
}

/** Release of ONNX Runtime's own library, by the version of its symbols. `undefined` where it has none. Loads nothing. */
export function versionOfCore(library: string): Promise<string | undefined> {
	return remembered(library, async (file) => {
		const section = await findSection(file, ".dynstr");
		return section && search(file, section, /\0VERS_(\d+\.\d+\.\d+)\0/);
	});
}

interface Section {
	readonly at: number;
	readonly bytes: number;
}

async function remembered(
	path: string,
	read: (file: FileHandle) => Promise<string | undefined>,
): Promise<string | undefined> {
	try {
		const { mtimeMs, size } = await stat(path);
		const key = `${path}\n${mtimeMs}\n${size}`;
		const before = known.get(key);
		if (before !== undefined) return before;
		const file = await open(path);
		try {
			const version = await read(file);
			if (version !== undefined) known.set(key, version);
			return version;
		} finally {
			await file.close();
		}
	} catch {
		return undefined; // not there, or no file that can be read
	}
}

/** Where a section of an ELF file of 64 bits lies; System V ABI, chapter 4. */
async function findSection(file: FileHandle, name: string): Promise<Section | undefined> {
	const head = await readAt(file, 0, HEADER_BYTES);
	if (head.length < HEADER_BYTES || head.toString("latin1", 0, 4) !== "\x7fELF") return undefined;
	const count = head.readUInt16LE(60);
	const table = await readAt(file, Number(head.readBigUInt64LE(40)), count * SECTION_BYTES);
	const sectionOf = (index: number): Section => ({
		at: Number(table.readBigUInt64LE(index * SECTION_BYTES + 24)),
		bytes: Number(table.readBigUInt64LE(index * SECTION_BYTES + 32)),
	});
	if (table.length < count * SECTION_BYTES || head.readUInt16LE(62) >= count) return undefined;
	const names = sectionOf(head.readUInt16LE(62));
	const text = await readAt(file, names.at, Math.min(names.bytes, SLICE_BYTES));
	for (let index = 0; index < count; index++) {
		const start = table.readUInt32LE(index * SECTION_BYTES);
		if (text.toString("latin1", start, start + name.length + 1) !== `${name}\0`) continue;
		const section = sectionOf(index);
		return section.bytes > MAX_TEXT_BYTES ? undefined : section;
	}
	return undefined;
}

/** The only text that the pattern finds; none where it finds two that differ. */
async function search(file: FileHandle, { at, bytes }: Section, pattern: RegExp): Promise<string | undefined> {
	const found = new Set<string>();
	const overlap = 64;
	for (let done = 0; done < bytes; done += SLICE_BYTES) {
		const slice = await readAt(file, at + done, Math.min(SLICE_BYTES + overlap, bytes - done));
		const text = slice.toString("latin1");
		for (const [, version = ""] of text.matchAll(new RegExp(pattern, "g"))) found.add(version);
	}
	return found.size === 1 ? [...found][0] : undefined;
}

async function readAt(file: FileHandle, at: number, bytes: number): Promise<Buffer> {
	const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(bytes, 4 * SLICE_BYTES)), 0, undefined, at);
	return buffer.subarray(0, bytesRead);
}
