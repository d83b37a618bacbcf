import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Fakes, lacksFakes, loadFakes } from "./testing/fake/fakes.ts";
import { play, SCENARIOS, type Scenario } from "./testing/fake/scenario.ts";

/** `"ok"`: it does without. Else code, stage and the engine's code of the error. */
type Ends = readonly string[];

const COMPILE: Ends = ["ENGINE compile"];
const NO_LIBRARY: Ends = ["UNAVAILABLE compile"];
const RUN: Ends = ["ENGINE run"];
const OK: Ends = ["ok"];

/** What a function of TensorRT that gives null, 0x228, false or less than 0 comes to. */
const LIBRARY: Readonly<Record<string, Ends>> = {
	createInferBuilder: NO_LIBRARY,
	createNetworkV2: COMPILE,
	createBuilderConfig: COMPILE,
	createNvOnnxParser: NO_LIBRARY,
	parse: ["ENGINE compile 1"],
	createOptimizationProfile: COMPILE,
	setDimensions: ["INVALID_ARGUMENT compile"],
	addOptimizationProfile: ["INVALID_ARGUMENT compile"],
	createTimingCache: OK,
	setTimingCache: OK,
	buildSerializedNetwork: ["UNSUPPORTED compile"],
	createInferRuntime: NO_LIBRARY,
	deserializeCudaEngine: COMPILE,
	createExecutionContext: COMPILE,
	setOptimizationProfileAsync: COMPILE,
	setInputShape: RUN,
	inferShapes: RUN,
	setTensorAddress: RUN,
	setOutputAllocator: RUN,
	// A model that cannot be recorded runs without.
	enqueueV3: [...RUN, "ok"],
};
const POINTERS = /^(create|build|deserialize)/;

const NO_MEMORY = 2;
const BROKEN = 700;
const opened: Ends = ["OUT_OF_MEMORY compile 2"];
/** Devices are asked for before anything is opened. */
const probed: Ends = ["UNAVAILABLE load"];
const ran: Ends = ["OUT_OF_MEMORY run 2"];

/** The same of the driver's functions where they give OUT_OF_MEMORY; whether it is the engine or TensorRT that calls. */
const DRIVER: Readonly<Record<string, Ends>> = {
	cuInit: [...NO_LIBRARY, "ok"],
	cuDriverGetVersion: OK,
	cuDeviceGetCount: [...probed, ...opened, "ok"],
	cuDeviceGet: [...probed, ...opened, ...COMPILE, "ok"],
	cuDeviceGetName: [...probed, ...opened, ...COMPILE, "ok"],
	cuDeviceGetAttribute: [...probed, ...opened, ...COMPILE, "ok"],
	cuDeviceTotalMem_v2: [...probed, ...opened, "ok"],
	// The host's own memory of the device comes later, and is done without.
	cuDevicePrimaryCtxRetain: [...opened, "ok"],
	cuMemGetInfo_v2: OK,
	cuCtxPushCurrent_v2: [...opened, ...ran, "ok"],
	cuMemAlloc_v2: ["OUT_OF_MEMORY compile", ...ran],
	cuMemHostAlloc: ran,
	cuMemcpyHtoDAsync_v2: ran,
	cuMemcpyDtoHAsync_v2: ran,
	cuStreamCreate: opened,
	cuEventCreate: opened,
	cuStreamSynchronize: [...opened, ...ran, ...RUN, "ok"],
	cuStreamBeginCapture_v2: OK,
	cuStreamEndCapture: OK,
	cuGraphInstantiateWithFlags: OK,
	cuGraphLaunch: OK,
	cuGraphDestroy: OK,
	cuGraphExecDestroy: OK,
	cuCtxGetCurrent: OK,
	cuCtxPopCurrent_v2: OK,
	cuDevicePrimaryCtxRelease_v2: OK,
	cuEventDestroy_v2: OK,
	cuMemFreeHost: OK,
	cuMemFree_v2: OK,
	cuStreamDestroy_v2: OK,
};
/** Where they break the context, whoever called them. */
const LOST: Ends = ["DEVICE_LOST compile 700", "DEVICE_LOST run 700"];

function endsOf(name: string, code: number): Ends {
	const ends = DRIVER[name] ?? [];
	if (code === NO_MEMORY) return ends;
	// What it can do without may be the last that it calls.
	return [...LOST, ...ends.filter((end) => end === "ok" || probed.includes(end))];
}

const header = readFileSync(new URL("../../../../engine-host/include/polyinfer/cuda_api.h", import.meta.url), "utf8");
const DRIVER_CALLS = [...header.matchAll(/XX\((cu\w+), /g)].map(([, name]) => name as string);

interface Fault {
	readonly title: string;
	readonly ends: Ends;
	arm(): void;
}

/** Every call that the scenario makes, each time that it makes it, in each way that it can fail. */
function faultsOf({ tensorrt, driver }: Fakes): Fault[] {
	const faults: Fault[] = [];
	for (const [name, count] of Object.entries(tensorrt.calls()))
		for (let nth = 1; nth <= count && LIBRARY[name]; nth++)
			for (const action of POINTERS.test(name) ? ["", ":small"] : [""])
				faults.push({
					title: `${name}${action}, call ${nth}`,
					ends: LIBRARY[name],
					arm: () => tensorrt.script({ [`${name}${action}`]: nth }),
				});
	for (const name of DRIVER_CALLS) {
		// The last one is that of dispose: without a context nothing can be given back.
		const count = driver.calls(name) - (name === "cuCtxPushCurrent_v2" ? 1 : 0);
		for (let nth = 1; nth <= count; nth++)
			for (const code of [NO_MEMORY, BROKEN])
				faults.push({
					title: `${name}, call ${nth} gives ${code}`,
					ends: endsOf(name, code),
					arm: () => driver.fail(name, nth, code),
				});
	}
	return faults;
}

/** What is wrong with how the fault ended; `""`: nothing. */
async function tryFault(fakes: Fakes, scenario: Scenario, { ends, arm }: Fault): Promise<string> {
	fakes.reset();
	arm();
	const { code, stage, engineCode, again, message } = await play(fakes, scenario);
	const end = [code, stage, engineCode].filter((part) => part !== undefined).join(" ");
	const held = Object.entries(fakes.counters()).filter(([, count]) => count !== 0);
	if (!ends.includes(end)) return `ended with ${end}: ${message}`;
	if (held.length > 0) return `left ${JSON.stringify(held)}`;
	return again === false ? "broke the session for the next run" : "";
}

describe.skipIf(lacksFakes !== "")(`every call that fails is told, and nothing is left${lacksFakes}`, () => {
	let tried = 0;
	for (const major of [10, 11] as const)
		for (const scenario of SCENARIOS)
			test(`TensorRT ${major} (fake): ${scenario.title}`, { timeout: 120_000 }, async () => {
				const fakes = loadFakes(major);
				// The first one opens what the process keeps.
				for (let i = 0; i < 2; i++) {
					fakes.reset();
					expect(await play(fakes, scenario)).toMatchObject({ code: "ok" });
				}
				const wrong: string[] = [];
				for (const fault of faultsOf(fakes)) {
					const text = await tryFault(fakes, scenario, fault);
					if (text !== "") wrong.push(`${fault.title} ${text}`);
					tried++;
				}
				expect(wrong).toEqual([]);
				fakes.reset();
				expect(await play(fakes, scenario)).toMatchObject({ code: "ok" });
				expect(Object.values(fakes.counters()).every((count) => count === 0)).toBe(true);
			});

	test("these are a thousand and more", () => expect(tried).toBeGreaterThan(1000));
});
