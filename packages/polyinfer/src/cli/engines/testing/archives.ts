import { createHash } from "node:crypto";
import { deflateRawSync, gzipSync } from "node:zlib";

/** One file of a zip archive; `claims` overrides what the lists say of it. */
export interface ZipMember {
	readonly content: Buffer | string;
	readonly stored?: boolean;
	readonly method?: number;
	readonly claims?: { readonly bytes?: number };
}

/** A zip archive, as wheels are: local headers, data, central directory, end record. */
export function zipOf(files: Readonly<Record<string, ZipMember | string>>): Buffer {
	const parts: Buffer[] = [];
	const directory: Buffer[] = [];
	let at = 0;
	for (const [path, given] of Object.entries(files)) {
		const member = typeof given === "string" ? { content: given } : given;
		const content = Buffer.from(member.content);
		const data = member.stored ? content : deflateRawSync(content);
		const name = Buffer.from(path);
		const common = Buffer.alloc(26);
		common.writeUInt16LE(20, 0);
		common.writeUInt16LE(member.method ?? (member.stored ? 0 : 8), 4);
		common.writeUInt32LE(crc32(content), 10);
		common.writeUInt32LE(data.length, 14);
		common.writeUInt32LE(member.claims?.bytes ?? content.length, 18);
		common.writeUInt16LE(name.length, 22);
		parts.push(Buffer.from("PK\x03\x04", "latin1"), common, name, data);
		const offset = Buffer.alloc(14);
		offset.writeUInt32LE(at, 10);
		directory.push(Buffer.from("PK\x01\x02\x14\x03", "latin1"), common, offset, name);
		at += 30 + name.length + data.length;
	}
	const list = Buffer.concat(directory);
	const end = Buffer.alloc(22);
	end.write("PK\x05\x06", 0, "latin1");
	end.writeUInt16LE(Object.keys(files).length, 8);
	end.writeUInt16LE(Object.keys(files).length, 10);
	end.writeUInt32LE(list.length, 12);
	end.writeUInt32LE(at, 16);
	return Buffer.concat([...parts, list, end]);
}

/** One member of a tar archive. */
export interface TarMember {
	readonly content?: string;
	/** `"0"` a file, `"5"` a folder, `"2"` a link. */
	readonly kind?: string;
}

/** A gzipped tar archive of the ustar kind; names above 100 bytes are told by a pax header. */
export function tarOf(members: Readonly<Record<string, TarMember | string>>): Buffer {
	const blocks: Buffer[] = [];
	for (const [name, given] of Object.entries(members)) {
		const { content = "", kind = "0" } = typeof given === "string" ? { content: given } : given;
		if (name.length > 100) {
			const line = ` path=${name}\n`;
			const length = line.length + String(line.length + 3).length;
			blocks.push(...entry("pax", `${length}${line}`, "x"));
		}
		blocks.push(...entry(name.slice(0, 100), content, kind));
	}
	return gzipSync(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}

function entry(name: string, content: string, kind: string): Buffer[] {
	const header = Buffer.alloc(512);
	header.write(name, 0);
	header.write("0000644\0", 100);
	header.write(`${Buffer.byteLength(content).toString(8).padStart(11, "0")} `, 124);
	header.write("00000000000 ", 136);
	header.write("        ", 148);
	header.write(kind, 156);
	header.write("ustar\x0000", 257, "latin1");
	header.write(
		`${header
			.reduce((sum, byte) => sum + byte, 0)
			.toString(8)
			.padStart(6, "0")}\0 `,
		148,
		"latin1",
	);
	const data = Buffer.alloc(Math.ceil(Buffer.byteLength(content) / 512) * 512);
	data.write(content);
	return [header, data];
}

/** Lower-case hex. */
export function sha256Of(bytes: Buffer): string {
	return createHash("sha256").update(bytes).digest("hex");
}

function crc32(bytes: Buffer): number {
	let crc = -1;
	for (const byte of bytes) {
		crc ^= byte;
		for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
	}
	return ~crc >>> 0;
}
