#!/usr/bin/env node
import { fileURLToPath } from "node:url";
import { loadModel } from "@polyinfer/model/node";
import { importEngineSources } from "./cli/engines/import-engine-sources.ts";
import { main } from "./cli/main.ts";
import { probeInChild } from "./cli/probe-in-child.ts";
import { runInChild } from "./cli/run-in-child.ts";
import { nodeCatalogue } from "./node-catalogue.ts";
import { nodeServices } from "./node-services.ts";

const { stdout, stderr, env } = process;

/** A reader that has seen enough, such as `head`, is no failure. */
stdout.on("error", (error: NodeJS.ErrnoException) => {
	if (error.code !== "EPIPE") throw error;
});

void main(process.argv.slice(2), {
	catalogue: nodeCatalogue,
	loader: loadModel,
	services: nodeServices(),
	demoFolder: new URL("../demo/", import.meta.url),
	stdout: (text) => stdout.write(text),
	stderr: (text) => stderr.write(text),
	colourBits: stdout.isTTY ? stdout.getColorDepth() : 1,
	columns: stdout.columns || 80,
	probe: (id, environment) => probeInChild(fileURLToPath(import.meta.url), id, environment),
	engineSources: importEngineSources,
	onInterrupt: () => {
		const controller = new AbortController();
		process.once("SIGINT", () => controller.abort());
		return controller.signal;
	},
	runApart: (argv, timeoutMs) => runInChild(fileURLToPath(import.meta.url), argv, timeoutMs),
	...(env.POLYINFER_LOG === undefined ? {} : { logLevel: env.POLYINFER_LOG }),
	...(process.send === undefined ? {} : { send: (state) => process.send?.(state) }),
}).then((exitCode) => {
	process.exitCode = exitCode;
	if (process.connected) process.disconnect();
});
