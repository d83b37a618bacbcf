import type { Availability, Backend } from "@polyinfer/core";
import { ID } from "./errors.ts";
import { openSession } from "./open-session.ts";
import type { Platform } from "./platform.ts";
import { installLine, packageOf } from "./tensorflow/parts.ts";

/** The backend `tfjs` on a platform. */
export function createBackend(platform: Platform): Backend {
	return {
		id: ID,
		formats: ["tfjs", "onnx"],
		availability: async () => whatIsHere(platform),
		createSession: (model, options, context) => openSession(platform, model, options, context),
	};
}

function whatIsHere({ find }: Platform): Availability {
	if (find === undefined) return { status: "found", detail: "TensorFlow.js is imported when a session is opened" };
	const core = find(packageOf("core"));
	const missing = (["core", "converter"] as const).filter((part) => find(packageOf(part)) === undefined);
	const devices = ["@tensorflow/tfjs-node", packageOf("wasm"), packageOf("cpu")];
	const device = devices.find((name) => find(name) !== undefined);
	if (find("@tensorflow/tfjs-node") !== undefined || (missing.length === 0 && device !== undefined)) {
		const { folder, version } = find(device as string) as { folder: string; version: string };
		return { status: "found", library: folder, version: core?.version ?? version };
	}
	const names = missing.length > 0 ? missing.map(packageOf) : [packageOf("wasm")];
	return {
		status: "missing",
		reason: `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} not installed.`,
		advice: installLine(["wasm", "cpu"]),
	};
}
