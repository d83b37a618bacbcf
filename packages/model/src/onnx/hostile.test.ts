import { InferenceError } from "@polyinfer/core";
import { expect, test } from "vitest";
import { smallModel } from "../testing/small-model.ts";
import { readOnnx } from "./read-onnx.ts";
import { writeOnnx } from "./write-onnx.ts";

const bytes = writeOnnx(smallModel());
const SLOW_MS = 100;

/** Numbers that are the same in every run (mulberry32). */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
}

/** Reads it, again where the machine was busy; anything but a model or INVALID_MODEL in time fails the test. */
function attempt(hostile: Uint8Array): "read" | "refused" {
	for (let tries = 1; ; tries++) {
		const start = performance.now();
		const result = readOrRefuse(hostile);
		const ms = performance.now() - start;
		if (ms < SLOW_MS) return result;
		if (tries === 3) throw new Error(`Expected an answer within ${SLOW_MS} ms but it took ${ms} ms.`);
	}
}

function readOrRefuse(hostile: Uint8Array): "read" | "refused" {
	try {
		readOnnx(hostile);
		return "read";
	} catch (error) {
		if (error instanceof InferenceError && error.code === "INVALID_MODEL") return "refused";
		throw error;
	}
}

test("a file cut at any byte is INVALID_MODEL, or a model without its last fields", { timeout: 60_000 }, () => {
	let refused = 0;
	for (let length = 0; length < bytes.length; length++) if (attempt(bytes.slice(0, length)) === "refused") refused++;
	expect(refused).toBeGreaterThan(bytes.length * 0.9);
});

test("5,000 files with flipped bits are read or INVALID_MODEL", { timeout: 60_000 }, () => {
	const next = random(1);
	let refused = 0;
	for (let i = 0; i < 5000; i++) {
		const hostile = bytes.slice();
		const flips = 1 + Math.floor(next() * 4);
		for (let j = 0; j < flips; j++) {
			const at = Math.floor(next() * hostile.length);
			hostile[at] = (hostile[at] as number) ^ (1 << Math.floor(next() * 8));
		}
		if (attempt(hostile) === "refused") refused++;
	}
	expect(refused).toBeGreaterThan(1000);
});

test("5,000 files with bytes set to extremes, cut out, doubled or put in are read or INVALID_MODEL", {
	timeout: 60_000,
}, () => {
	const next = random(2);
	const extremes = [0, 1, 0x7f, 0x80, 0xff];
	for (let i = 0; i < 5000; i++) {
		const at = Math.floor(next() * bytes.length);
		const length = 1 + Math.floor(next() * 20);
		const before = bytes.subarray(0, at);
		const piece = bytes.subarray(at, at + length);
		const after = bytes.subarray(at + length);
		const extreme = extremes[Math.floor(next() * extremes.length)] as number;
		const kinds = [
			[before, Uint8Array.from(piece, () => extreme), after],
			[before, after],
			[before, piece, piece, after],
			[before, new Uint8Array(length).fill(extreme), piece, after],
		];
		attempt(Uint8Array.from((kinds[i % 4] as Uint8Array[]).flatMap((part) => [...part])));
	}
});

test("5,000 files of random bytes behind a valid start are read or INVALID_MODEL", { timeout: 60_000 }, () => {
	const next = random(3);
	for (let i = 0; i < 5000; i++) {
		const start = bytes.subarray(0, Math.floor(next() * bytes.length));
		const rest = Uint8Array.from({ length: Math.floor(next() * 200) }, () => Math.floor(next() * 256));
		attempt(Uint8Array.of(...start, ...rest));
	}
});
