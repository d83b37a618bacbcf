import type { DType } from "@polyinfer/core";
import type { FakeOptions } from "../fake/fake-options.ts";
import type { Gap } from "../options.ts";

/** A well-behaved fake that differs from the default one in what it can do. */
export interface Variant {
	readonly what: string;
	readonly fake: FakeOptions;
	readonly gaps?: readonly Gap[];
	/** Whether it differs in what the slow cases look at. */
	readonly slow?: true;
}

const floats: readonly DType[] = ["float32", "int32", "int64"];
const others: readonly DType[] = [
	"uint8",
	"int8",
	"uint16",
	"int16",
	"string",
	"bool",
	"float16",
	"float64",
	"uint32",
	"uint64",
	"bfloat16",
];

const runMs: FakeOptions["runMs"] = (net) => (net.name.startsWith("slow") ? 80 : 0);

/** Fakes that must pass all cases, each capability in both directions. */
export const VARIANTS: readonly Variant[] = [
	{ what: "one run at once, cancelled in the engine", fake: { runMs } },
	{
		what: "a queue of its own, three runs at once",
		fake: { runMs, queues: true, capabilities: { maxConcurrency: 3 } },
		slow: true,
	},
	{ what: "two runs at once", fake: { runMs, capabilities: { maxConcurrency: 2 } }, slow: true },
	{ what: "runs that cannot be stopped", fake: { runMs, capabilities: { cancel: "queue" } }, slow: true },
	{
		what: "a blocked event loop",
		fake: { runMs, openMs: 2, capabilities: { eventLoopFree: false, cancel: "queue" } },
		slow: true,
	},
	{
		what: "neither runSync nor pooled memory nor outputs in place",
		fake: { runMs, allocate: false, capabilities: { syncRuns: false, outputsInPlace: false } },
	},
	{ what: "tensors of a device", fake: { runMs, capabilities: { deviceTensors: "fake" } } },
	{ what: "no free axes", fake: { runMs, capabilities: { dynamicShapes: false } } },
	{
		what: "three dtypes",
		fake: { runMs, capabilities: { dtypes: floats } },
		gaps: [
			{
				reason: "the fake has three dtypes",
				cases: [
					...others.map((dtype) => `${dtype} passes bit for bit`),
					...others.filter((dtype) => dtype !== "string").map((dtype) => `${dtype} is cast from and to float32`),
					"a string may hold NUL",
				],
			},
		],
	},
];
