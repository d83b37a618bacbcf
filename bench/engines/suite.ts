import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { litert, mnn, ncnn, openvino } from "@polyinfer/backend-native";
import { fetchModel, type ModelId } from "@polyinfer/models";
import type { Case, Peer, Suite, SuiteEntry } from "../harness/suite.ts";
import { CASES, ENGINES, OWN } from "./cases.ts";
import { filesFile } from "./files-file.ts";
import { type EngineNet, NETS } from "./nets.ts";

const summary = `Every net of the examples on every engine that takes it, one thread a run. Each engine is a \`prefer\` of
its own, the code is the same; models are converted before, where an engine needs that. Ratios are the engine's time by
ONNX Runtime's, so above 1 the engine is slower; the difference is that of its outputs from ONNX Runtime's, relative to the
largest number. CPU a run is the processor time of the whole process, all threads, with one caller; memory is the largest
that the process had, with Node, model and all callers.`;

/** Load, latency, processor time, throughput, memory and difference of every engine. */
export const engines: SuiteEntry = {
	id: "engines",
	async prepare(folder): Promise<Suite> {
		await mkdir(folder, { recursive: true });
		const cases: Case[] = [];
		for (const net of NETS) {
			const missing = await prepareNet(net, folder);
			const one = CASES.find(({ id }) => id === net.id) as Case;
			cases.push(missing === undefined ? one : { ...one, missing });
		}
		const peers: Peer[] = [];
		for (const id of ENGINES) peers.push(await peerOf(id));
		return { id: "engines", title: "Engines", summary, own: OWN, peers, cases, gates: [] };
	},
};

/** Writes down where the files of a net are; gives why it cannot run. */
async function prepareNet({ id, files }: EngineNet, folder: string): Promise<string | undefined> {
	const paths: Record<string, string> = {};
	for (const [format, model] of Object.entries(files) as [string, ModelId][]) {
		const fetched = await fetchModel(model);
		if (fetched.path === undefined) return fetched.missing;
		paths[format] = fetched.path;
	}
	await writeFile(filesFile(folder, id), JSON.stringify(paths));
	return undefined;
}

const NATIVE = { litert, mnn, ncnn, openvino };

async function peerOf(id: (typeof ENGINES)[number]): Promise<Peer> {
	const here = id === OWN ? undefined : await NATIVE[id].availability();
	const script = join(import.meta.dirname, "engines/peers/engine.js");
	return {
		id,
		title: id,
		...(here?.status === "missing" ? { missing: `${here.reason} ${here.advice}` } : {}),
		command: (request) => ({ program: process.execPath, args: [script, JSON.stringify(request), id] }),
	};
}
