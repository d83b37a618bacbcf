import type { Backend, Catalogue } from "@polyinfer/core";
import { loadModel } from "@polyinfer/model/node";
import type { CliContext } from "../cli/command.ts";
import { main } from "../cli/main.ts";

/** What a call of the command line printed. */
export interface CliResult {
	readonly exitCode: number;
	readonly stdout: string;
	readonly stderr: string;
	/** stdout, which must be one JSON document. */
	json(): Record<string, unknown>;
}

/** A catalogue of these backends, `cpu` leading to all of them. */
export function catalogueOf(...backends: readonly Backend[]): Catalogue {
	return {
		backends: backends.map((backend) => ({
			id: backend.id,
			install: `npm install ${backend.id}`,
			load: () => Promise.resolve(backend),
		})),
		words: { cpu: backends.map(({ id }) => ({ backend: id })) },
		defaultPrefer: ["cpu"],
	};
}

/** Calls the command line in this process and keeps what it prints. */
export async function runCli(
	argv: readonly string[],
	catalogue: Catalogue,
	context: Partial<CliContext> = {},
): Promise<CliResult> {
	let stdout = "";
	let stderr = "";
	const exitCode = await main(argv, {
		catalogue,
		loader: loadModel,
		demoFolder: new URL("../../demo/", import.meta.url),
		stdout: (text) => {
			stdout += text;
		},
		stderr: (text) => {
			stderr += text;
		},
		engineSources: () => Promise.resolve([]),
		colourBits: 1,
		columns: 100,
		runApart: async (words) => ({ stdout: (await runCli(words, catalogue, context)).stdout }),
		...context,
	});
	return { exitCode, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> };
}
