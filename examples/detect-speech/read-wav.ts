import { readFile, stat } from "node:fs/promises";

/** Sound of one channel, -1 to 1. */
export interface Sound {
	readonly samples: Float32Array;
	/** Samples a second. */
	readonly rate: number;
}

const maxSizeBytes = 2 ** 28;

/** Reads a WAV file of 16-bit PCM; several channels become their mean. Rejects where it is no such file or above 256 MiB. */
export async function readWav(path: string): Promise<Sound> {
	const { size } = await stat(path);
	if (size > maxSizeBytes) throw new Error(`Expected a WAV file of at most 256 MiB but ${path} has ${size} bytes.`);
	return parseWav(await readFile(path), path);
}

/** The bytes of {@link readWav}. A chunk that claims more than is there ends with the file, as in files that were piped. */
export function parseWav(bytes: Buffer, name: string): Sound {
	const text = (at: number): string => bytes.toString("latin1", at, at + 4);
	if (bytes.length < 12 || text(0) !== "RIFF" || text(8) !== "WAVE")
		throw new Error(`Expected ${name} to be a WAV file.`);
	let format: Buffer | undefined;
	for (let at = 12; at + 8 <= bytes.length; ) {
		const content = bytes.subarray(at + 8, at + 8 + bytes.readUInt32LE(at + 4));
		if (text(at) === "fmt " && content.length >= 16) format = content;
		if (text(at) === "data") return pcm(format, content, name);
		at += 8 + content.length + (content.length % 2);
	}
	throw new Error(`Expected ${name} to have sound in it: there is no \`data\` chunk.`);
}

function pcm(format: Buffer | undefined, content: Buffer, name: string): Sound {
	const [code, channels, rate, bits] = format
		? [format.readUInt16LE(0), format.readUInt16LE(2), format.readUInt32LE(4), format.readUInt16LE(14)]
		: [];
	if (code !== 1 || bits !== 16 || !channels || channels > 8 || !rate || rate < 8_000 || rate > 192_000)
		throw new Error(
			`Expected 16-bit PCM of 1 to 8 channels and 8 to 192 kHz in ${name} but found format ${code}, ${bits} bits, ${channels} channels, ${rate} Hz.`,
		);
	const samples = new Float32Array(Math.floor(content.length / 2 / channels));
	if (samples.length === 0) throw new Error(`Expected ${name} to have sound in it: its \`data\` chunk is empty.`);
	for (let i = 0; i < samples.length; i++) {
		let sum = 0;
		for (let c = 0; c < channels; c++) sum += content.readInt16LE((i * channels + c) * 2);
		samples[i] = sum / channels / 32_768;
	}
	return { samples, rate };
}
