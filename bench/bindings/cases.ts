import type { Case, Gate } from "../harness/suite.ts";
import { type BindingNet, classify, detectText, hollow, hollowText, NETS, type NetFormat, tiny } from "./nets.ts";

/** Id of our own peer. */
export const OWN = "polyinfer";

/** An engine, the format that it is given and the peer that is its own best binding. */
export interface BoundEngine {
	readonly id: "openvino" | "ncnn" | "mnn" | "litert";
	readonly title: string;
	readonly format: NetFormat;
	readonly peer: string;
}

/** Every engine that has a binding to compare with. */
export const ENGINES: readonly BoundEngine[] = [
	{ id: "openvino", title: "OpenVINO", format: "onnx", peer: "openvino-python" },
	{ id: "mnn", title: "MNN", format: "onnx", peer: "mnn-python" },
	{ id: "ncnn", title: "ncnn", format: "onnx", peer: "ncnn-c" },
	{ id: "litert", title: "LiteRT", format: "tflite", peer: "litert-c" },
];

/** A case, with what it is made of. */
export interface BindingCase extends Case {
	readonly engine: BoundEngine;
	readonly net: BindingNet;
}

/** The nets that are here in the engine's format. */
const netsOf = ({ format }: BoundEngine): readonly BindingNet[] =>
	NETS.filter(({ files }) => files[format] !== undefined);

const idOf = (engine: BoundEngine, net: BindingNet): string => `${engine.id}-${net.id}`;

/** Every net on every engine that takes it. */
export const CASES: readonly BindingCase[] = ENGINES.flatMap((engine) =>
	netsOf(engine).map((net) => ({
		id: idOf(engine, net),
		title: `${engine.title}, ${net.title}`,
		unit: "us",
		roundValue: "median",
		// What wakes another thread is seen where that one has a processor of its own.
		cores: net.clock === "wall" ? 2 : 1,
		// One library and one file: the same bits.
		tolerance: 0,
		peers: [OWN, engine.peer],
		engine,
		net,
	})),
);

const goal = "must";

/** Nets over 5 ms, each behind the one that has its tensors alone. */
const AROUND = [
	[hollow, classify],
	[hollowText, detectText],
] as const;

/** Share of the peer's time that ours may be more. */
const atLeast = 1 / 1.1;

/** The host must be hard to see beside each engine's own best binding. */
export const GATES: readonly Gate[] = ENGINES.flatMap((engine): Gate[] => {
	const { title, peer } = engine;
	const ratios = netsOf(engine)
		.filter(({ clock }) => clock === "processor")
		.map((net): Gate => ({ id: `${title}, ${net.title}`, goal, case: idOf(engine, net), peer, atLeast }));
	const around = AROUND.filter(([empty]) => netsOf(engine).includes(empty)).map(
		([empty, net]): Gate => ({
			id: `${title}: host adds to ${net.title}`,
			goal,
			case: idOf(engine, empty),
			peer,
			addsAtMostShare: 0.01,
			ofCase: idOf(engine, net),
		}),
	);
	const least: Gate = {
		id: `${title}: host adds to a tiny net`,
		goal,
		case: idOf(engine, tiny),
		peer,
		addsAtMost: 10,
	};
	return [...ratios, ...around, least];
});
