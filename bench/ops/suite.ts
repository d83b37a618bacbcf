import { join } from "node:path";
import type { Suite, SuiteEntry } from "../harness/suite.ts";
import { CASES } from "./cases.ts";
import { writeModels } from "./models.ts";
import { OWN } from "./peer-ids.ts";
import { opsPeers } from "./peers.ts";
import { writePlans } from "./plan-file.ts";

const summary = `What is done around a net, beside everything that a user could take for it. Memory is made once by every
peer that can, and the same buffers are used again and again, so that they are in the processor's caches; in cases called
rotating the pictures take turns, more of them than three times what the caches hold. Peers have one thread where the case
does not say otherwise. Ours runs native code, beside it the same as WebAssembly, both on tensors that
\`allocateTensor\` has given. \`memory\` reads and writes the bytes that any way to compute it must move, and computes nothing: nobody can
be quicker than that. A peer that is marked computes something else on purpose, and is timed all the same.`;

/** What pictures and results cost around a net. */
export const ops: SuiteEntry = {
	id: "ops",
	async prepare(folder): Promise<Suite> {
		const cases = await writePlans(CASES, folder);
		await writeModels(folder);
		return {
			id: "ops",
			title: "Pre- and post-processing",
			summary,
			own: OWN,
			// This file is part of a bundle; the programs of other languages are not.
			peers: opsPeers({
				sources: join(import.meta.dirname, "../ops"),
				programs: folder,
				scripts: join(import.meta.dirname, "ops/peers"),
			}),
			cases,
			gates: cases.flatMap(({ gates }) => gates),
			measureMs: 250,
		};
	},
};
