import { copyFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fetchModel } from "@polyinfer/models";
import { createSession } from "polyinfer";
import { feedsOf } from "../engines/feeds.ts";
import { type EngineNet, NETS } from "../engines/nets.ts";

const net = NETS.find(({ id }) => id === "classify") as EngineNet;
/** TensorRT may compute in fewer bits by itself. */
const TOLERANCE = 2e-2;

/** Puts the net of the example with its input and ONNX Runtime's output into the folder. Gives its line of `pack.txt`. */
export async function packedModel(folder: string): Promise<string> {
	const fetched = await fetchModel(net.files.onnx ?? "efficientnet-lite0");
	if ("missing" in fetched) throw new Error(`The model ${net.id} is missing: ${fetched.missing}`);
	const feeds = feedsOf(net);
	const session = await createSession(fetched.path, { prefer: ["onnxruntime"] });
	const outputs = await session.run(feeds);
	await session.dispose();
	const output = Object.values(outputs)[0]?.data as Float32Array;
	copyFileSync(fetched.path, join(folder, "models/classify.onnx"));
	writeFileSync(join(folder, "models/classify.in"), Object.values(feeds)[0]?.data as Float32Array);
	writeFileSync(join(folder, "models/classify.out"), output);
	const files = ["classify.onnx", "classify.in", "classify.out"].map((name) => `models/${name}`);
	return ["model", net.id, ...files, TOLERANCE, net.title].join("\t");
}
