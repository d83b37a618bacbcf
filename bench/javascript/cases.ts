import type { Case, Measure } from "../harness/suite.ts";
import type { Way } from "../sessions/cases.ts";
import { classify, faces, type JavascriptNet, selfie } from "./nets.ts";

/** Ids of the peers. */
export const OWN = "polyinfer";
export const TFJS = "tensorflow.js";
export const WEB = "onnxruntime-web";

/** What Polyinfer runs on: its backends on WebAssembly. */
export type Engine = "tfjs" | "onnxruntime";

/** A net that runs on an engine. */
export interface TimedCase extends Case {
	readonly net: JavascriptNet;
	readonly engine: Engine;
	/** The file that Polyinfer is given. */
	readonly format: "onnx" | "graph";
}

/** A pause of the event loop that a model of the conformance kit makes. */
export interface PauseCase extends Case {
	readonly pause: Way;
	readonly engine: Engine;
	readonly net: "heavy" | "slow";
}

/** What a page fetches. */
export interface PageCase extends Case {
	readonly page: Engine;
}

const TITLES = { tfjs: "TensorFlow.js", onnxruntime: "onnxruntime-web" } as const;

function timed(net: JavascriptNet, engine: Engine, format: "onnx" | "graph", peers: readonly string[]): TimedCase {
	const name = format === "onnx" ? "ONNX" : "graph model";
	return {
		id: `${net.id}-${format}-${engine}`,
		title: `${net.title}, ${name} on ${TITLES[engine]}`,
		unit: "us",
		roundValue: "median",
		cores: 2,
		// Each engine adds in an order of its own.
		tolerance: 1e-4,
		peers: [OWN, ...peers],
		net,
		engine,
		format,
	};
}

const ENGINES: readonly Engine[] = ["tfjs", "onnxruntime"];

/** Nets on engines. */
export const TIMED: readonly TimedCase[] = [
	...[faces, classify].flatMap((net) => [
		timed(net, "tfjs", "onnx", [TFJS, WEB]),
		timed(net, "tfjs", "graph", [TFJS]),
		timed(net, "onnxruntime", "onnx", [WEB]),
	]),
	timed(selfie, "tfjs", "graph", [TFJS]),
];

/** How long the event loop stands still. */
export const PAUSES: readonly PauseCase[] = ENGINES.flatMap((engine) =>
	(
		[
			["pause-create", "heavy", "while 64 MiB are opened"],
			["pause-run", "slow", "in long runs"],
			["pause-dispose", "heavy", "while 64 MiB are disposed"],
		] as const
	).map(
		([pause, net, when]): PauseCase => ({
			id: `${pause}-${engine}`,
			title: `longest pause ${when}, ${TITLES[engine]}`,
			unit: "ms",
			roundValue: "max",
			cores: 2,
			tolerance: "none",
			peers: engine === "onnxruntime" ? [OWN, WEB] : [OWN],
			pause,
			engine,
			net,
		}),
	),
);

const MEASURES: readonly Measure[] = [
	{ id: "minified", title: "minified", unit: "bytes" },
	{ id: "gzip", title: "gzip", unit: "bytes" },
];

/** What a page with one engine fetches. */
export const PAGES: readonly PageCase[] = ENGINES.map((engine) => ({
	id: `page-${engine}`,
	title: `scripts of a page with ${TITLES[engine]} on WebAssembly`,
	unit: "bytes",
	roundValue: "max",
	cores: 2,
	tolerance: "none",
	measures: MEASURES,
	peers: engine === "tfjs" ? [OWN, TFJS] : [OWN, WEB],
	page: engine,
}));

/** Every case, in the order of the page. */
export const CASES: readonly Case[] = [...TIMED, ...PAUSES, ...PAGES];
