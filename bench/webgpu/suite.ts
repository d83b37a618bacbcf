import { join } from "node:path";
import { openGpu } from "@polyinfer/ops/webgpu";
import type { Peer, Suite, SuiteEntry } from "../harness/suite.ts";
import { COPY, COUNTS, gatesOf, OWN, PICTURES } from "./cases.ts";
import { openDawn } from "./open-dawn.ts";

const summary = `Ops on WebGPU, by Dawn in Node. What a frame asks of the GPU is counted. What a picture takes on the GPU stands beside
the device's own copy of half as many bytes from one buffer to another, which reads and writes as much: pictures lie on the GPU
already, ten runs are one submit. On a software adapter the times say nothing about GPUs.`;

/** Gate G13: what ops cost on a GPU. */
export const webgpu: SuiteEntry = {
	id: "webgpu",
	async prepare(): Promise<Suite> {
		const opened = await openDawn();
		const missing = opened === undefined ? "there is no WebGPU: apt install chromium, or a Vulkan driver" : undefined;
		return {
			id: "webgpu",
			title: "Ops on WebGPU",
			summary,
			own: OWN,
			peers: [javascript(OWN, "Polyinfer on WebGPU", missing), javascript(COPY, "the device's copy", missing, true)],
			cases: [...COUNTS, ...PICTURES],
			gates: gatesOf(!(opened && (await isHardware(opened.gpu)))),
			measureMs: 1000,
		};
	},
};

/** Programs that act as a GPU are refused unless they are asked for. */
async function isHardware(gpu: GPU): Promise<boolean> {
	try {
		(await openGpu({ gpu })).dispose();
		return true;
	} catch {
		return false;
	}
}

function javascript(id: string, title: string, missing: string | undefined, isLimit = false): Peer {
	const script = join(import.meta.dirname, "webgpu/peers", `${id}.js`);
	return {
		id,
		title,
		isLimit,
		...(missing === undefined ? {} : { missing }),
		command: (request) => ({ program: process.execPath, args: [script, JSON.stringify(request)] }),
	};
}
