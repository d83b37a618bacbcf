import { expect, test } from "vitest";
import { parseWav } from "./read-wav.ts";
import { resample } from "./resample.ts";

/** A WAV file; `more` replaces single fields. */
function wav(values: readonly number[], more: { channels?: number; rate?: number; bits?: number; code?: number } = {}) {
	const { channels = 1, rate = 16_000, bits = 16, code = 1 } = more;
	const bytes = Buffer.alloc(44 + values.length * 2);
	bytes.write("RIFF\0\0\0\0WAVEfmt ", "latin1");
	bytes.writeUInt32LE(16, 16);
	bytes.writeUInt16LE(code, 20);
	bytes.writeUInt16LE(channels, 22);
	bytes.writeUInt32LE(rate, 24);
	bytes.writeUInt16LE(bits, 34);
	bytes.write("data", 36, "latin1");
	bytes.writeUInt32LE(values.length * 2, 40);
	for (const [i, value] of values.entries()) bytes.writeInt16LE(value, 44 + i * 2);
	return bytes;
}

test("reads 16-bit samples as -1 to 1, several channels as their mean", () => {
	const { samples, rate } = parseWav(wav([-32768, 16384, 0], { rate: 22_050 }), "a.wav");
	expect([[...samples], rate]).toEqual([[-1, 0.5, 0], 22_050]);
	expect([...parseWav(wav([16384, 0, -16384, -16384], { channels: 2 }), "a.wav").samples]).toEqual([0.25, -0.5]);
});

test("passes other chunks, and a data chunk ends with the file", () => {
	const plain = wav([16384, 16384]);
	const note = Buffer.from("note\x03\0\0\0abc\0", "latin1");
	const noted = Buffer.concat([plain.subarray(0, 36), note, plain.subarray(36)]);
	expect([...parseWav(noted, "a.wav").samples]).toEqual([0.5, 0.5]);
	plain.writeUInt32LE(0xffff_ffff, 40);
	expect([...parseWav(plain, "a.wav").samples]).toEqual([0.5, 0.5]);
});

test("says what is wrong with any other file, however short it is cut", () => {
	const whole = wav([1, 2, 3]);
	for (let size = 0; size < 46; size++) expect(() => parseWav(whole.subarray(0, size), "a.wav")).toThrow("a.wav");
	expect(() => parseWav(Buffer.from("<html>not a sound</html>"), "a.wav")).toThrow("a.wav to be a WAV file");
	for (const more of [{ bits: 24 }, { code: 3 }, { channels: 0 }, { channels: 9 }, { rate: 0 }, { rate: 1_000_000 }])
		expect(() => parseWav(wav([1, 2], more), "a.wav")).toThrow("16-bit PCM");
});

test("resampling keeps length, constants and low tones, and takes out what the lower rate cannot hold", () => {
	const tone = (hertz: number, rate: number, length: number) =>
		Float32Array.from({ length }, (_, i) => Math.sin((2 * Math.PI * hertz * i) / rate));
	const loudest = (samples: Float32Array) => Math.max(...samples.map(Math.abs));
	expect(resample({ samples: new Float32Array(22_050).fill(0.5), rate: 22_050 }, 16_000)).toEqual(
		new Float32Array(16_000).fill(0.5),
	);
	const low = resample({ samples: tone(440, 22_050, 4_410), rate: 22_050 }, 16_000);
	const expected = tone(440, 16_000, low.length);
	expect(loudest(low.map((value, i) => value - (expected[i] as number)).subarray(50, -50))).toBeLessThan(0.01);
	const high = resample({ samples: tone(10_000, 22_050, 4_410), rate: 22_050 }, 16_000);
	expect(loudest(high.subarray(50, -50))).toBeLessThan(0.01);
	const same = tone(440, 16_000, 100);
	expect(resample({ samples: same, rate: 16_000 }, 16_000)).toBe(same);
});
