import { join } from "node:path";
import { type Engine, loadEngine } from "../../engine.ts";
import type { HostSession } from "../../host-session.ts";
import { compileOnce, PACKAGE } from "./compile.ts";

/** Loads the engine that computes y = x + 1 and z = 2 x on the fake driver, see `native/testing/cuda_engine.cc`. */
export function loadCudaEngine(driver: string): Promise<Engine> {
	const text = `#include "${join(PACKAGE, "native/testing/cuda_engine.cc")}"\n`;
	const engine = compileOnce("libpolyinfer_test_cuda.so", text, ["-shared", "-fvisibility=hidden"]);
	return loadEngine({ engine, library: driver });
}

/** Opens a session of that engine. */
export function openOn(engine: Engine, driver: string, options: Record<string, string> = {}): Promise<HostSession> {
	return engine.open({
		format: "null",
		device: "cuda:0",
		cudaLibrary: driver,
		files: [{ name: "", bytes: Uint8Array.of(1) }],
		options,
		facts: {
			device: "cuda:0",
			binding: "test",
			format: "onnx",
			threads: 1,
			conversions: [],
			casts: [],
			checks: [],
			notes: [],
		} as never,
	});
}
