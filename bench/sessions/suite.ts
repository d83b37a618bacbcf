import { existsSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { findAddon } from "@polyinfer/engine-host";
import { fetchModel } from "@polyinfer/models";
import type { Peer, Suite, SuiteEntry } from "../harness/suite.ts";
import { bareLoop } from "./bare-loop/bare-loop.ts";
import { CASES, NODE, OWN } from "./cases.ts";
import { GATES } from "./gates.ts";
import { libraryPath } from "./library-path.ts";
import { efficientnet, modelFile, writeNets } from "./nets.ts";

const summary = `A session of Polyinfer, onnxruntime-node and a C program that calls \`Run\` in a loop, all three on the
same \`libonnxruntime\` with the same models and inputs. onnxruntime-node has one way to run, \`run\`, which computes on the
caller's turn and gives new arrays: it stands beside each of our ways. What the host adds to a real net is measured on
its input and output without the net between, since a difference of microseconds is lost in the net's own time. With two
sessions at once the C program, which has a thread for each, shows what this machine's second processor can add.`;

/** Gate G11: what a session costs beside the engine's own time, and what it leaves free. */
export const sessions: SuiteEntry = {
	id: "sessions",
	async prepare(folder): Promise<Suite> {
		await writeNets(folder);
		const real = await fetchModel("efficientnet-lite0");
		if (real.path !== undefined) await copyFile(real.path, modelFile(folder, efficientnet));
		const missing = real.path === undefined ? real.missing : undefined;
		return {
			id: "sessions",
			title: "Sessions",
			summary,
			own: OWN,
			peers: [own(), node(), bareLoop(sourceFile("bare_loop.c"), folder)],
			cases: CASES.map((one) => (one.net === efficientnet && missing !== undefined ? { ...one, missing } : one)),
			gates: GATES,
		};
	},
};

function own(): Peer {
	const addon = findAddon();
	const missing = addon.status === "missing" ? addon.reason : undefined;
	return javascript(OWN, "Polyinfer on the native addon", missing);
}

function node(): Peer {
	const missing = libraryPath() === undefined ? "it holds no library for this platform" : undefined;
	return javascript(NODE, "onnxruntime-node", missing);
}

/** A peer that is one of the bundles beside this one. */
function javascript(id: string, title: string, missing: string | undefined): Peer {
	const script = join(import.meta.dirname, "sessions/peers", `${id}.js`);
	return {
		id,
		title,
		...(missing === undefined ? {} : { missing }),
		command: (request) => ({ program: process.execPath, args: [script, JSON.stringify(request)] }),
	};
}

/** The C source: not bundled, it stays where it is written. */
function sourceFile(name: string): string {
	const source = join(import.meta.dirname, "../sessions/bare-loop", name);
	if (!existsSync(source)) throw new Error(`Expected ${source}.`);
	return source;
}
