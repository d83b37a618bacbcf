import { type Availability, type Backend, toInferenceError } from "@polyinfer/core";
import { findAddon } from "@polyinfer/engine-host";
import { findLibraryOfNode } from "../../../../../../backend-onnx/src/engines/onnxruntime/library.ts";
import { canCompile, NEEDS_COMPILER } from "../../../../../../engine-host/src/cuda/testing/compile.ts";
import { type FakeDriver, loadFakeDriver } from "../../../../../../engine-host/src/cuda/testing/fake-driver.ts";
import { createNativeBackend } from "../../../../backend.ts";
import { findEngine } from "../../../../find-engine.ts";
import type { NativeEngine } from "../../../../native-engine.ts";
import { tensorrtEngine } from "../../engine.ts";
import { type FakeMajor, type FakeTensorrt, loadFakeTensorrt } from "./fake-tensorrt.ts";

/** A backend on a fake TensorRT and a fake driver, both in this process. */
export interface Fakes {
	readonly major: FakeMajor;
	/** Its sessions have option `library` of the fake. */
	readonly backend: Backend;
	readonly tensorrt: FakeTensorrt;
	readonly driver: FakeDriver;
	/** What lives in both fakes and how often they were misused: each 0 when nothing is open and all went well. */
	counters(): Readonly<Record<string, number>>;
	/** Forgets what was scripted, counted and noted. */
	reset(): void;
}

const engine = tensorrtEngine as NativeEngine;
const addon = findAddon();
const onnxruntime = await findLibraryOfNode();
const own = addon.status === "found" ? await findEngine(engine, { library: addon.path }) : addon;

/** Why there are no fakes on this machine, for the names of tests; `""`: there are. */
export const lacksFakes: string = !canCompile
	? ` ${NEEDS_COMPILER}`
	: own.status === "missing"
		? ` (${own.reason})`
		: onnxruntime === undefined
			? " (ONNX Runtime, which computes for the fake, is not installed)"
			: "";

/** Compiles and loads the fakes, and leads the engine to the driver by POLYINFER_CUDA_LIBRARY. */
export function loadFakes(major: FakeMajor): Fakes {
	const driver = loadFakeDriver();
	process.env.POLYINFER_CUDA_LIBRARY = driver.library;
	const tensorrt = loadFakeTensorrt(major, onnxruntime as string);
	return {
		major,
		backend: onLibrary(tensorrt.library),
		tensorrt,
		driver,
		counters: () => ({
			...Object.fromEntries(Object.entries(tensorrt.live()).map(([kind, count]) => [`TensorRT's ${kind}`, count])),
			"objects of the driver": driver.live(),
			[`mistakes: ${tensorrt.mistakes()}`]: tensorrt.mistakes() === "" ? 0 : 1,
			[`misuse: ${driver.misuses()}`]: driver.misuses() === "" ? 0 : 1,
		}),
		reset: () => {
			tensorrt.reset();
			driver.reset();
		},
	};
}

/** The backend with one library, whatever the machine has. */
function onLibrary(library: string): Backend {
	const backend = createNativeBackend(engine);
	return {
		...backend,
		availability: async (): Promise<Availability> => {
			try {
				const found = await findEngine(engine, { library });
				return found.status === "missing" ? found : { status: "found", library, isolates: true };
			} catch (error) {
				return { status: "missing", reason: toInferenceError(error).message, advice: "npm run build" };
			}
		},
		createSession: (model, request, context) =>
			backend.createSession(model, { ...request, options: { library, ...request.options } }, context),
	};
}
