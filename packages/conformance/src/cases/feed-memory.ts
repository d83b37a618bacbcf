import { type ErrorCode, Tensor } from "@polyinfer/core";
import { check, checkError, type Outcome, outcome } from "../assert.ts";
import type { ConformanceCase } from "../case.ts";
import { compare } from "../compare.ts";
import { bigOutputNet } from "../nets/big-output.ts";
import { evaluate } from "../reference.ts";

const group = "feed memory";
const SHAPE = [1, 3, 480, 480];
const COUNT = 3 * 480 * 480;

function ramp(seed: number, data: Float32Array = new Float32Array(COUNT)): Float32Array {
	for (let i = 0; i < COUNT; i++) data[i] = ((i + seed) % 1024) / 8;
	return data;
}

/** Memory of a feed, and what its owner does to it as soon as `run` has returned. */
const CHANGES: readonly (readonly [string, () => ArrayBuffer, (data: Float32Array) => void])[] = [
	["overwritten", () => new ArrayBuffer(COUNT * 4), (data) => data.fill(-1)],
	[
		"transferred",
		() => new ArrayBuffer(COUNT * 4),
		(data) => {
			structuredClone(data.buffer, { transfer: [data.buffer as ArrayBuffer] });
			check(data.length === 0, "The buffer was pinned: it could not be transferred.");
		},
	],
	[
		"shrunk",
		() => resizable(COUNT * 4),
		(data) => {
			(data.buffer as ArrayBuffer & { resize(bytes: number): void }).resize(16);
		},
	],
];

function resizable(bytes: number): ArrayBuffer {
	const Resizable = ArrayBuffer as unknown as new (bytes: number, options: { maxByteLength: number }) => ArrayBuffer;
	return new Resizable(bytes, { maxByteLength: bytes });
}

/** Throws where run `i` neither gave the result of ramp `i + 1` nor one of `errors`. */
async function expectRamps(
	runs: readonly Promise<Outcome<Record<string, Tensor | undefined>>>[],
	errors: readonly ErrorCode[] = [],
): Promise<void> {
	for (const [i, settled] of (await Promise.all(runs)).entries()) {
		if ("error" in settled) {
			if (errors.length === 0) throw settled.error;
			checkError(settled, errors);
			continue;
		}
		const x = new Tensor("float32", ramp(i + 1), SHAPE);
		compare(settled.value.y, evaluate(bigOutputNet, { x }).y as never, `output \`y\` of run ${i + 1}`);
	}
}

/** Whose memory a feed is while a run is in flight. */
export const FEED_MEMORY_CASES: readonly ConformanceCase[] = [
	...CHANGES.map(
		([what, allocate, change]): ConformanceCase => ({
			name: `a feed may be ${what} as soon as run returns`,
			group,
			kind: "contract",
			net: bigOutputNet,
			unless: () =>
				what === "shrunk" && !("resizable" in ArrayBuffer.prototype) ? "there are no resizable buffers" : undefined,
			async run({ open }) {
				const session = await open(bigOutputNet, { maxConcurrency: 1 });
				// The first is inside the engine, the others wait.
				const runs = [1, 2, 3].map((seed) => {
					const data = ramp(seed, new Float32Array(allocate()));
					const run = outcome(session.run({ x: new Tensor("float32", data, SHAPE) }));
					change(data);
					return run;
				});
				await expectRamps(runs);
			},
		}),
	),
	{
		name: "a SharedArrayBuffer may be a feed",
		group,
		kind: "contract",
		net: bigOutputNet,
		unless: () => (typeof SharedArrayBuffer === "undefined" ? "there is no SharedArrayBuffer" : undefined),
		async run({ open, expectRun }) {
			const session = await open(bigOutputNet);
			const x = new Tensor("float32", ramp(4, new Float32Array(new SharedArrayBuffer(COUNT * 4))), SHAPE);
			await expectRun(session, bigOutputNet, { x });
		},
	},
	{
		name: "allocated tensors are zeroed, and may be feeds",
		group,
		kind: "contract",
		net: bigOutputNet,
		async run({ open, expectRun }) {
			const session = await open(bigOutputNet);
			for (const seed of [5, 6]) {
				const x = session.allocate("x") as Tensor<"float32">;
				check(
					x.data.every((value) => value === 0),
					"Expected zeros in allocated memory.",
				);
				ramp(seed, x.data);
				await expectRun(session, bigOutputNet, { x });
				x.dispose();
			}
		},
	},
	{
		name: "an allocated feed that is disposed during its run does no harm",
		group,
		kind: "contract",
		net: bigOutputNet,
		async run({ open }) {
			const session = await open(bigOutputNet, { maxConcurrency: 1 });
			const runs = [1, 2, 3].map((seed) => {
				const x = session.allocate("x") as Tensor<"float32">;
				ramp(seed, x.data);
				const run = outcome(session.run({ x }));
				x.dispose();
				return run;
			});
			// Disposing a borrowed feed is a fault of the caller: an error is right, another number is not.
			await expectRamps(runs, ["DISPOSED", "INVALID_ARGUMENT"]);
		},
	},
	{
		name: "an allocated tensor outlives its session",
		group,
		kind: "contract",
		net: bigOutputNet,
		async run({ open }) {
			const session = await open(bigOutputNet);
			const x = session.allocate("x") as Tensor<"float32">;
			await session.dispose();
			ramp(7, x.data);
			check(x.data[9] === 2, "Expected allocated memory to stay the caller's own after dispose.");
			x.dispose();
		},
	},
];
