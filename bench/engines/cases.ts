import type { Case, Measure } from "../harness/suite.ts";
import { NETS } from "./nets.ts";

/** The engine that all are compared with. */
export const OWN = "onnxruntime";

/** Every engine that may be here. */
export const ENGINES = [OWN, "openvino", "ncnn", "mnn", "litert"] as const;

/** Callers at once whose throughput is measured. */
export const CALLERS = [2, 4] as const;

const MEASURES: readonly Measure[] = [
	{ id: "load", title: "load", unit: "ms" },
	{ id: "first", title: "first run", unit: "ms" },
	{ id: "cpu", title: "CPU a run", unit: "ms" },
	{ id: "perCoreSecond", title: "runs a core-second", unit: "" },
	{ id: "callers1", title: "1 caller", unit: "/s" },
	...CALLERS.map((callers): Measure => ({ id: `callers${callers}`, title: `${callers} callers`, unit: "/s" })),
	{ id: "rss", title: "memory", unit: "MB" },
];

/** A case for each net: one thread a run, on two processors. */
export const CASES: readonly Case[] = NETS.map(({ id, title, tolerance }) => ({
	id,
	title,
	unit: "us",
	roundValue: "median",
	cores: 2,
	tolerance,
	peers: ENGINES,
	measures: MEASURES,
}));
