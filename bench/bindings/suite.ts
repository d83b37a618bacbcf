import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadModel } from "@polyinfer/model/node";
import { fetchModel } from "@polyinfer/models";
import { installBindings, pythonPeer } from "../harness/python-peer.ts";
import type { Case, Peer, Suite, SuiteEntry } from "../harness/suite.ts";
import { BACKENDS } from "./backends.ts";
import { cPeer } from "./c-peer.ts";
import { type BindingCase, CASES, ENGINES, GATES, OWN } from "./cases.ts";
import { convertedFiles } from "./converted-files.ts";
import type { BindingNet, NetFormat } from "./nets.ts";
import { type Plan, planFile } from "./plan.ts";
import { writeNet } from "./write-net.ts";

const summary = `Polyinfer's \`runSync\` on each engine, beside the engine's own best binding: OpenVINO and MNN in Python,
ncnn and LiteRT in C. Both read the same model file, for ncnn and MNN the one that Polyinfer has converted, and the same
input; the C programs open the very library that Polyinfer does. One thread, float32; tensors are made once and nothing is
copied that the engine's interface does not ask for. Of nets the processor time of a run is told, of the whole process on
one processor; of tensors alone and of the tiny net, which hardly compute, the time by the wall, on two: there, what is
more is what the host adds.`;

/** What Polyinfer costs beside each engine's own binding. */
export const bindings: SuiteEntry = {
	id: "bindings",
	async prepare(folder): Promise<Suite> {
		await mkdir(folder, { recursive: true });
		const cases: Case[] = [];
		for (const one of CASES) {
			const missing = await prepareCase(one, folder);
			cases.push(missing === undefined ? one : { ...one, missing });
		}
		const peers = [own(), ...peersOf(folder)];
		return { id: "bindings", title: "Bindings", summary, own: OWN, peers, cases, gates: GATES };
	},
};

/** Writes the plan of a case, the net and its input; gives why it cannot run. */
async function prepareCase({ id, engine, net }: BindingCase, folder: string): Promise<string | undefined> {
	const here = await BACKENDS[engine.id].availability();
	if (here.status === "missing") return `not here: ${here.advice}`;
	const model = await modelOf(net, engine.format, folder);
	if ("missing" in model) return model.missing;
	const [loaded] = await loadModel(model.path, {});
	const file = join(folder, `${net.id}.input.f32`);
	await writeFile(file, inputOf(net));
	const files = await convertedFiles(engine, net, model.path);
	if ("missing" in files) return files.missing;
	const plan: Plan = {
		engine: engine.id,
		// ncnn's own files do not tell the batch: there our session gets the model that they were made of.
		model: engine.id === "mnn" ? (files.paths[0] ?? model.path) : model.path,
		files: files.paths,
		library: here.library ?? "",
		input: { ...net.input, netShape: files.netShape, file },
		outputs: loaded?.metadata?.outputs.map(({ name }) => name) ?? [],
		clock: net.clock,
		// Processor time is counted in steps on some systems; by the wall a sample is better short, between two interruptions.
		sampleMs: net.clock === "processor" ? 20 : 0.2,
	};
	await writeFile(planFile(folder, id), JSON.stringify(plan));
	return undefined;
}

async function modelOf(
	net: BindingNet,
	format: NetFormat,
	folder: string,
): Promise<{ readonly path: string } | { readonly missing: string }> {
	const id = net.files[format];
	if (id !== undefined && id !== "plus-one" && id !== "first-channel") {
		const fetched = await fetchModel(id);
		return fetched.path === undefined ? { missing: fetched.missing } : { path: fetched.path };
	}
	const path = join(folder, `${net.id}.${format}`);
	await writeFile(path, writeNet(net, format));
	return { path };
}

/** Numbers from -1 to 1, the same each time, as raw float32. */
function inputOf({ input }: BindingNet): Uint8Array {
	const data = new Float32Array(input.shape.reduce((product, size) => product * size, 1));
	let state = 1;
	for (let i = 0; i < data.length; i++) {
		// Lehmer's generator, 48271 modulo 2^31 - 1.
		state = (state * 48271) % 0x7fffffff;
		data[i] = (state / 0x7fffffff) * 2 - 1;
	}
	return new Uint8Array(data.buffer);
}

function own(): Peer {
	const script = join(import.meta.dirname, "bindings/peers/polyinfer.js");
	return {
		id: OWN,
		title: "Polyinfer on the native addon",
		command: (request) => ({ program: process.execPath, args: [script, JSON.stringify(request)] }),
	};
}

/** The other programs are not bundled: they stay where they are written. */
function peersOf(folder: string): Peer[] {
	const sources = join(import.meta.dirname, "../bindings");
	const python = join(sources, "python");
	const site = installBindings(join(python, "requirements.txt"), join(folder, "../python"));
	return ENGINES.map(({ id, title, peer }) =>
		peer.endsWith("-c")
			? cPeer(id, peer, `a C program over ${title}'s library`, join(sources, "loops"), folder)
			: pythonPeer(id, peer, `${title}'s binding for Python`, python, site),
	);
}
