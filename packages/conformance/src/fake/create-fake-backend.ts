import {
	type Availability,
	type Backend,
	type BackendContext,
	type BackendSession,
	type BackendSessionOptions,
	type Capabilities,
	checkOptions,
	DTYPES,
	type DType,
	InferenceError,
	type LoadedModel,
	STAGES,
} from "@polyinfer/core";
import { type Model, readOnnx } from "@polyinfer/model";
import { dtypesOf, type Net } from "../net.ts";
import { busyWait, delay } from "./delay.ts";
import { failureOf } from "./fake-failure.ts";
import type { FakeOptions } from "./fake-options.ts";
import { type FakeCall, FakeRecord } from "./fake-record.ts";
import { FakeSession } from "./fake-session.ts";
import { netOfOnnx } from "./net-of-onnx.ts";

/** A backend without an engine, which notes what is done to it. */
export interface FakeBackend extends Backend {
	/** Every call, the latest 1,000. */
	readonly calls: readonly FakeCall[];
	/** Breaches of the contract by whoever drives the fake, as sentences. Empty where core does its part. */
	readonly violations: readonly string[];
	/** What it holds now: `sessions`, `runs`, `blocks`. All 0 when everything was given back. */
	counters(): Record<string, number>;
}

/** A backend that computes the kit's nets in float64, slow or failing as `options` say. Results on it say "fake". */
export function createFakeBackend(options: FakeOptions = {}): FakeBackend {
	const record = new FakeRecord();
	const { id = "fake", formats = ["onnx"], missing } = options;
	return {
		id,
		formats,
		calls: record.calls,
		violations: record.violations,
		counters: () => ({ ...record.held }),
		availability(): Promise<Availability> {
			record.add({ method: "availability" });
			return Promise.resolve(
				missing ? { status: "missing", ...missing } : { status: "found", version: "fake", ...options.found },
			);
		},
		async createSession(
			model: LoadedModel,
			wanted: BackendSessionOptions,
			context: BackendContext,
		): Promise<BackendSession> {
			record.add({ method: "createSession", model, options: wanted });
			record.demand(formats.includes(model.format), `createSession was given ${model.format}`);
			if (missing) throw new InferenceError("UNAVAILABLE", missing.reason, { stage: "find", advice: missing.advice });
			return open(model, wanted, context, options, record);
		},
	};
}

async function open(
	model: LoadedModel,
	wanted: BackendSessionOptions,
	context: BackendContext,
	options: FakeOptions,
	record: FakeRecord,
): Promise<BackendSession> {
	const { id = "fake", devices = ["cpu"] } = options;
	checkOptions(wanted.options, Object.fromEntries((options.optionKeys ?? []).map((key) => [key, "any" as const])), id);
	const device = wanted.device ?? (devices[0] as string);
	if (!devices.includes(device))
		throw new InferenceError("UNAVAILABLE", `Expected one of ${devices.join(", ")} as device but received ${device}.`, {
			stage: "probe",
		});
	for (const [level, text] of options.log ?? []) context.log(level, id, text);
	for (const stage of STAGES.slice(0, -1)) {
		context.stage(stage);
		if (options.fail?.stage === stage) throw failureOf(options);
		if (stage === "compile") await wait(options, context);
	}
	const capabilities = capabilitiesOf(options, wanted);
	const net = options.net ?? netOf(model);
	checkNet(net, wanted, capabilities);
	return new FakeSession(net, { ...options, device, format: model.format, capabilities }, record).members();
}

async function wait({ openMs = 0, capabilities }: FakeOptions, context: BackendContext): Promise<void> {
	context.progress(0, "compiling");
	if (capabilities?.eventLoopFree === false) busyWait(openMs);
	else await delay(openMs);
	context.progress(1, "compiled");
}

function netOf(model: LoadedModel): Net {
	const bytes = model.files[0]?.bytes ?? new Uint8Array();
	return netOfOnnx((model.graph as Model | undefined) ?? readOnnx(bytes));
}

function capabilitiesOf({ capabilities }: FakeOptions, wanted: BackendSessionOptions): Capabilities {
	const all: Capabilities = {
		dtypes: Object.keys(DTYPES) as DType[],
		dynamicShapes: true,
		maxConcurrency: 1,
		outputsInPlace: true,
		cancel: "engine",
		eventLoopFree: true,
		syncRuns: true,
		...capabilities,
	};
	return { ...all, maxConcurrency: Math.min(wanted.maxConcurrency ?? all.maxConcurrency, all.maxConcurrency) };
}

function checkNet(net: Net, wanted: BackendSessionOptions, capabilities: Capabilities): void {
	for (const dtype of dtypesOf(net))
		if (!capabilities.dtypes.includes(dtype))
			throw new InferenceError("UNSUPPORTED", `The fake was told not to take ${dtype}.`, { stage: "compile" });
	const isFixed = (name: string, axis: number): boolean => {
		const shape = wanted.inputs[name]?.shape;
		return Array.isArray(shape) && typeof shape[axis] === "number";
	};
	for (const { name, shape } of net.inputs)
		if (!capabilities.dynamicShapes && shape.some((dim, axis) => typeof dim !== "number" && !isFixed(name, axis)))
			throw new InferenceError("UNSUPPORTED", `The fake was told not to take free axes: \`${name}\`.`, {
				stage: "compile",
			});
}
