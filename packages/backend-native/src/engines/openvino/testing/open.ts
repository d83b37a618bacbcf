import { type LoadedModel, openSession, type Session, type SessionOptions, Tensor } from "@polyinfer/core";
import { test } from "vitest";
import { findEngine } from "../../../find-engine.ts";
import { openvino } from "../../../index.ts";
import { openvinoEngine } from "../engine.ts";
import type { OpenvinoOptions } from "../options.ts";

/** What of OpenVINO is on this machine. */
export const found: Awaited<ReturnType<typeof findEngine>> = await findEngine(openvinoEngine);

/** Why its tests are skipped, for their names; empty where it is here. */
export const lacks: string = found.status === "missing" ? ` (${found.reason})` : "";

/** A test that needs OpenVINO. */
export const run: typeof test = test.runIf(lacks === "") as typeof test;

/** Opens a model on OpenVINO. */
export function open(
	model: LoadedModel,
	options: OpenvinoOptions = {},
	rest: SessionOptions = {},
	device?: string,
): Promise<Session> {
	return openSession(openvino, model, rest, { options: { ...options }, ...(device === undefined ? {} : { device }) });
}

/** float32, every element the same. */
export function floats(shape: readonly number[], value = 1): Tensor {
	const count = shape.reduce((product, size) => product * size, 1);
	return new Tensor("float32", new Float32Array(count).fill(value), shape);
}
