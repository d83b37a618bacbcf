import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { heavyNet, loadNet, slowNet } from "@polyinfer/conformance";
import { readOnnx } from "@polyinfer/model";
import { fetchModel } from "@polyinfer/models";
import type { Case, Peer, Suite, SuiteEntry } from "../harness/suite.ts";
import { CASES, OWN, PAUSES, TFJS, TIMED, type TimedCase, WEB } from "./cases.ts";
import { GATES } from "./gates.ts";
import type { JavascriptNet } from "./nets.ts";
import { type Plan, type PlannedModel, planFile } from "./plan.ts";
import { channelsLast, writeGraphModel } from "./write-graph-model.ts";

const summary = `Polyinfer on TensorFlow.js and on onnxruntime-web, beside both used directly, in Node: WebAssembly with SIMD,
one thread, float32. The same net is run as an ONNX file and as a native graph model; a run begins with an input in the
caller's memory and ends with all outputs there. Polyinfer runs TensorFlow.js on the calling thread, as TensorFlow.js itself
does, and onnxruntime-web in a worker, as it always does in Node: the way there and back is in its time. The graph model of
EfficientNet-lite0 is written from the ONNX file as TensorFlow.js's converter writes it; it takes the picture with the
channels last, and the ONNX file with the channels first. Pauses are those of the defaults, with the work in a worker. Pages
load a graph model on TensorFlow.js, or an ONNX file on onnxruntime-web, and run it on their own thread: counted are all
scripts until the first run, bundled and minified by esbuild. The engines' \`.wasm\` files, the same for all, come on top.`;

/** What running in JavaScript costs. */
export const javascript: SuiteEntry = {
	id: "javascript",
	async prepare(folder): Promise<Suite> {
		await mkdir(folder, { recursive: true });
		const missing = new Map<string, string>();
		for (const one of TIMED) {
			const plan = await planOf(one, folder);
			if ("missing" in plan) missing.set(one.id, plan.missing);
			else await writeFile(planFile(folder, one.id), JSON.stringify(plan));
		}
		await writePauses(folder);
		const cases = CASES.map((one): Case => {
			const why = missing.get(one.id);
			return why === undefined ? one : { ...one, missing: why };
		});
		const peers = [
			program(OWN, "Polyinfer on WebAssembly"),
			program(TFJS, "TensorFlow.js on WebAssembly"),
			program(WEB, "onnxruntime-web on WebAssembly"),
		];
		return { id: "javascript", title: "JavaScript", summary, own: OWN, peers, cases, gates: GATES };
	},
};

type Missing = { readonly missing: string };

async function planOf({ net, engine, format }: TimedCase, folder: string): Promise<Plan | Missing> {
	const onnx = await onnxOf(net, folder);
	if (onnx !== undefined && "missing" in onnx) return onnx;
	const graph = await graphOf(net, onnx, folder);
	if ("missing" in graph) return graph;
	return { engine, own: format === "onnx" ? (onnx ?? graph) : graph, ...(onnx ? { onnx } : {}), graph };
}

async function onnxOf(net: JavascriptNet, folder: string): Promise<PlannedModel | Missing | undefined> {
	if (net.onnx === undefined) return undefined;
	const fetched = await fetchModel(net.onnx);
	if (fetched.path === undefined) return { missing: fetched.missing };
	const input = join(folder, `${net.id}.input.f32`);
	await writeFile(input, bytesOf(numbersFor(net)));
	return { path: fetched.path, shape: net.shape, input };
}

async function graphOf(
	net: JavascriptNet,
	onnx: PlannedModel | undefined,
	folder: string,
): Promise<PlannedModel | Missing> {
	const { id, shape, channelsFirst } = net;
	const input = join(folder, `${id}.channels-last.f32`);
	const [batch = 1, channels = 1, ...sides] = shape;
	const numbers = numbersFor(net);
	await writeFile(input, bytesOf(channelsFirst ? channelsLast(numbers, channels, batch) : numbers));
	const last = channelsFirst ? [batch, ...sides, channels] : shape;
	if (net.graph !== "written") {
		const fetched = await fetchModel(net.graph);
		return fetched.path === undefined ? { missing: fetched.missing } : { path: fetched.path, shape: last, input };
	}
	const weights = `${id}.bin`;
	const path = join(folder, `${id}.graph.json`);
	const written = writeGraphModel(readOnnx(new Uint8Array(await readFile(onnx?.path ?? ""))), weights);
	await writeFile(path, written.json);
	await writeFile(join(dirname(path), weights), written.weights);
	return { path, shape: last, input };
}

/** Fewer than where the engine is native: a run takes some 100 ms. */
const STEPS = 40;
/** 1 MiB of weights each. */
const LAYERS = 64;
const KIT = { slow: { of: slowNet(STEPS), shape: [256, 256] }, heavy: { of: heavyNet(LAYERS), shape: [1, 512] } };

async function writePauses(folder: string): Promise<void> {
	for (const { id, net, engine, pause } of PAUSES) {
		const { of, shape } = KIT[net];
		const path = join(folder, `${net}.onnx`);
		const input = join(folder, `${net}.input.f32`);
		await writeFile(path, (await loadNet(of)).files[0]?.bytes ?? new Uint8Array());
		await writeFile(input, bytesOf(numbers(shape)));
		const model: PlannedModel = { path, shape, input };
		await writeFile(planFile(folder, id), JSON.stringify({ engine, own: model, onnx: model, pause } satisfies Plan));
	}
}

const numbersFor = ({ shape }: JavascriptNet): Float32Array<ArrayBuffer> => numbers(shape);

/** Numbers from -1 to 1, the same each time. */
function numbers(shape: readonly number[]): Float32Array<ArrayBuffer> {
	const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
	for (let i = 0, state = 1; i < data.length; i++) {
		// Lehmer's generator, 48271 modulo 2^31 - 1.
		state = (state * 48271) % 0x7fffffff;
		data[i] = (state / 0x7fffffff) * 2 - 1;
	}
	return data;
}

function bytesOf({ buffer, byteLength }: Float32Array<ArrayBuffer>): Uint8Array {
	return new Uint8Array(buffer, 0, byteLength);
}

/** A peer that is one of the bundles beside this one. */
function program(id: string, title: string): Peer {
	const script = join(import.meta.dirname, "javascript/peers", `${id}.js`);
	return { id, title, command: (request) => ({ program: process.execPath, args: [script, JSON.stringify(request)] }) };
}
